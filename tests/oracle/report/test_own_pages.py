"""The pages of check, grade and trust: each tells what its answer tells, escapes what is foreign, and loads nothing."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import nablacheck
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.report.check_page import NEURONS, check_page
from nablacheck.oracle.report.grade_page import grade_page
from nablacheck.oracle.report.trust_page import trust_page
from nablacheck.oracle.trust.sensitivity import Sensitivity

from helpers.pages import FOREIGN, SAID, Read
from sphinx_extensions.offline import requests

ROOT = Path(__file__).resolve().parents[3]
TRUST = json.loads((ROOT / "docs" / "trust.json").read_text(encoding="utf-8"))
FACTS = {"numpy": FOREIGN}


def layers(w, b, x, y, prime):
    """A plain backpropagation of sigmoids, whose σ′ is what is given."""
    a = [x]
    for w_l, b_l in zip(w, b, strict=True):
        a.append(1 / (1 + np.exp(-(w_l @ a[-1] + b_l))))
    delta = (a[-1] - y) * a[-1] * (1 - a[-1]) / x.shape[1]
    nabla_b, nabla_w = [], []
    for l in reversed(range(len(w))):
        nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
        nabla_w.insert(0, delta @ a[l].T)
        delta = (w[l].T @ delta) * prime(a[l])
    return nabla_b, nabla_w


def right(w, b, x, y):
    return layers(w, b, x, y, lambda a: a * (1 - a))


def wrong(w, b, x, y):
    return layers(w, b, x, y, lambda a: a)


def page_of(function, **conventions):
    return check_page(nablacheck.check(function, **conventions), f"nablacheck check {FOREIGN}", FACTS)


def sound(text):
    """What holds of every page of ours: escaped, closed, nothing loaded, each name once, every link and button with its aim."""
    read = Read(text)
    names = Counter(attributes["id"] for _, attributes in read.tags if "id" in attributes)
    aims = [button["data-copies"] for button in read.of("button")] + [link["href"][1:] for link in read.of("a")]
    aims += [box["aria-controls"] for box in read.of("input")]

    assert read.open == []
    assert SAID not in text
    assert requests(text) == []
    assert [name for name, times in names.items() if times > 1] == []
    assert set(aims) <= set(names)
    assert all(drawing.get("role") == "img" for drawing in read.of("svg"))
    return read


# --- check ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_wrong_code_sees_its_delta_layer_by_layer_and_the_prime_that_it_used():
    text = page_of(wrong)
    sound(text)

    assert "wrong: the function breaks BP2 at layer 3 of 4." in text
    assert "σ(z^l) was used for σ′(z^l)" in text
    assert text.index("δ^4[0]") < text.index("δ^3[0]") < text.index("δ^2[0]")
    assert text.count("✗ BP2") == 4 + 5  # every neuron of the two layers before the output
    assert "The σ′ that was used" in text
    assert "Layer 3, sigmoid: each dot is a neuron on an example." in text
    assert "sigmoid′(z)" in text


def test_right_code_sees_the_same_without_a_prime():
    text = page_of(right)
    sound(text)

    assert "right to 1" in text
    assert "δ^2[0]" in text
    assert "✗" not in text
    assert "The σ′ that was used" not in text


def test_of_a_wide_layer_the_first_neurons_are_shown():
    text = page_of(right, widths=(2, NEURONS + 3, 3))

    assert f"δ^2[{NEURONS - 1}]" in text
    assert f"δ^2[{NEURONS}]" not in text
    assert "δ^2: 3 more" in text


@pytest.mark.slow
def test_code_that_cannot_be_called_has_a_page_that_says_why():
    def broken(w, b, x, y):
        raise ValueError(FOREIGN)

    text = page_of(broken)
    sound(text)

    assert "unusable: " in text
    assert "&lt;script&gt;" in text
    assert "δ, layer by layer" not in text


def test_a_graph_has_a_page_too(tmp_path):
    mine = tmp_path / "mine.py"
    mine.write_text(
        "def mine(parameters, x, y):\n    return {name: 0 * p for name, p in parameters.items()}\n", encoding="utf-8"
    )
    page = tmp_path / "page.html"
    result = CliRunner().invoke(main, ["check", f"{mine}:mine", "--graph", "3; dense 2", "--html", str(page)])

    assert result.exit_code == 1, result.output
    sound(page.read_text(encoding="utf-8"))
    assert "Each array" in page.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_command_writes_it_and_touches_nothing_of_anybody_else(tmp_path):
    mine, page = tmp_path / "mine.py", tmp_path / "page.html"
    mine.write_text(
        "import numpy as np\n\n\ndef mine(w, b, x, y):\n    return [0 * v for v in b], [0 * v for v in w]\n", encoding="utf-8"
    )
    (tmp_path / "letter.html").write_text("Dear", encoding="utf-8")
    first, again = (CliRunner().invoke(main, ["check", f"{mine}:mine", "--html", str(page)]) for _ in range(2))
    refused = CliRunner().invoke(main, ["check", f"{mine}:mine", "--html", str(tmp_path / "letter.html")])

    assert first.exit_code == again.exit_code == 1, first.output
    assert "What was found" in page.read_text(encoding="utf-8")
    assert refused.exit_code == 2
    assert "exists and is no report of nablacheck; give another name." in refused.output
    assert (tmp_path / "letter.html").read_text(encoding="utf-8") == "Dear"


# --- grade ------------------------------------------------------------------------------------------------------------


def submission(name, verdict, **others):
    return {
        "name": name,
        "verdict": verdict,
        "mistake": None,
        "scale": None,
        "explanation": f"{verdict} because of {FOREIGN}",
        "notes": [FOREIGN],
        "declares": {},
        "seconds": 1.25,
        **others,
    }


def test_every_submission_is_a_line_with_what_is_said_of_it():
    verdicts = ("right", "wrong", "inconclusive", "unusable")
    record = {"exercise": None, "submissions": [submission(f"{v} {FOREIGN}", v) for v in verdicts], "not_graded": ["late"]}
    text = grade_page(record, f"nablacheck grade {FOREIGN}", FACTS)
    sound(text)

    assert "1 of 4 submissions are right." in text
    assert "4 of 5 are graded; then it was stopped." in text
    assert text.count("<article") == 4
    assert "4 of 4 shown" in text


@pytest.mark.slow
def test_a_graded_folder_has_its_page(tmp_path):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "none.py").write_text("submission = 3\n", encoding="utf-8")
    page = tmp_path / "page.html"
    result = CliRunner().invoke(main, ["grade", str(tmp_path / "s"), "--html", str(page)])

    assert result.exit_code == 0, result.output
    assert "0 of 1 submissions are right." in page.read_text(encoding="utf-8")


# --- trust ------------------------------------------------------------------------------------------------------------


def points():
    rows = ({name: row[name] for name in Sensitivity.__dataclass_fields__} for row in TRUST["sensitivity"])
    return [Sensitivity(**row) for row in rows]


def test_a_run_of_trust_has_its_tables_and_what_was_missed():
    text = trust_page({**TRUST, "missed": [FOREIGN]}, [], f"nablacheck trust {FOREIGN}")
    read = sound(text)

    assert "A fault is missed, or something correct is called wrong." in text
    assert len(read.of("table")) == 5
    assert "The smallest fault that is certain to be caught" not in text
    assert "Each fault that exceeds its bound is caught" in trust_page(TRUST, [], "nablacheck trust")


@pytest.mark.slow
def test_its_drawing_has_the_colours_of_the_page():
    pytest.importorskip("matplotlib", reason="a plot needs matplotlib: pip install 'nablacheck[plots]'")
    text = trust_page(TRUST, points(), "nablacheck trust")
    read = sound(text)

    assert [drawing["aria-label"] for drawing in read.of("svg")] == ["in unit roundoffs, against fan-in and depth"]
    assert "#010203" not in text
