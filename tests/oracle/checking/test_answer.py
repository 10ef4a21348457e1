"""A report: short in a console, in colour in a notebook and a terminal, and as JSON what the schema says."""

import json
import pickle
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from rich.console import Console

from nablacheck import Report, check
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.report.answer_lines import STYLES, answer_lines, hanging

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def one_layer(w, b, x, y, factor=1):
    a = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
    delta = factor * (a - y) / x.shape[1] * a * (1 - a)
    return [delta.sum(axis=1, keepdims=True)], [delta @ x.T]


def twice(w, b, x, y):
    return one_layer(w, b, x, y, factor=2)


def raises(w, b, x, y):
    raise RuntimeError("<no> gradient")


ANSWERS = {
    "right": one_layer,
    "wrong": twice,
    "unusable": raises,
}


@pytest.fixture(params=ANSWERS)
def report(request):
    found = check(ANSWERS[request.param], activations=["sigmoid"])
    assert found.outcome == request.param
    return found


def test_its_repr_is_one_line(report):
    assert repr(report) == f"<Report {report.outcome}: {report.explanation.splitlines()[0]}>"


def test_its_json_is_what_the_schema_says(report):
    record = report.as_json()
    VALIDATOR.validate(json.loads(json.dumps(record, allow_nan=False)))

    assert [network["verdict"] for network in record["networks"]] == [each.outcome for each in report.judgements]
    assert bool(record["diagnoses"]) == (report.outcome == "wrong")
    assert record["error"] == ("RuntimeError: <no> gradient." if report.outcome == "unusable" else None)


@pytest.mark.parametrize(
    "planted",
    [
        {"verdict": "maybe"},
        {"network": 3},
        {"notes": "one"},
        {"more": 1},
        {"networks": [{"network": "2-3"}]},
        {"proven_digits": "many"},
    ],
    ids=str,
)
def test_a_record_that_is_none_is_seen(planted):
    assert not VALIDATOR.is_valid(check(one_layer, activations=["sigmoid"]).as_json() | planted)


def test_every_key_is_described(report):
    """And none of the schema has gone."""
    assert set(report.as_json()) <= set(SCHEMA["properties"])


@pytest.mark.slow
def test_what_the_commands_write_is_what_the_schema_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text("def raises(w, b, x, y): return b[9]", encoding="utf-8")
    runner = CliRunner()
    runner.invoke(main, ["template", "mine.npz"])
    with np.load("mine.npz") as file:
        arrays = dict(file)
    np.savez("mine.npz", **arrays, **{f"nabla_{name}": array for name, array in arrays.items() if name[0] in "wb"})
    for command, code in ((["check", "mine.py:raises"], 2), (["judge", "mine.npz"], 1)):
        result = runner.invoke(main, [*command, "--json"])

        assert result.exit_code == code, result.output
        VALIDATOR.validate(json.loads(result.stdout))


def test_a_notebook_shows_the_text_and_nothing_of_it_is_markup(report):
    html = report._repr_html_()

    assert html.count("<b ") == 1
    assert (report.outcome == "unusable") == ("&lt;no&gt; gradient" in html)
    assert "<no>" not in html


def test_the_exception_stays_in_the_process(report):
    other = pickle.loads(pickle.dumps(report))

    assert isinstance(report.error, RuntimeError) == (report.outcome == "unusable")
    assert other.error is None
    assert str(other) == str(report)


@pytest.mark.parametrize(("environment", "colours"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_shows_colour_unless_it_is_asked_not_to(environment, colours):
    console = Console(force_terminal=True, _environ={"TERM": "xterm", **environment})
    with console.capture() as shown:
        console.print(answer_lines("wrong", "wrong\nit breaks BP1.\n  looks like: that\nnote: this"))
    text = shown.get()

    assert ("31m" in text, "it breaks BP1.\n" in text) == (colours, True)


LONG = "wrong\n  rounding in float64 can explain one; the difference is another (so many times that)\nnote: short"


@pytest.mark.parametrize("width", [30, 60, 200])
def test_a_terminal_breaks_lines_between_words(width):
    broken = hanging(answer_lines("wrong", LONG), width).plain.splitlines()

    assert all(len(line) <= width for line in broken)
    assert " ".join(" ".join(broken).split()) == " ".join(LONG.split())
    assert [line[: len(line) - len(line.lstrip())] for line in broken[2:-1]] == ["      "] * (len(broken) - 3)


def test_every_outcome_has_its_colour():
    assert set(STYLES) == {*ANSWERS, "inconclusive"}
    assert Report("inconclusive", "it may be.")._repr_html_()
