"""What frameworks take for granted: the record is whole, the installed frameworks still answer so, and the command shows it."""

import json

import pytest
from click.testing import CliRunner

from nablacheck import InputError
from nablacheck.oracle.commands.cli import main
from nablacheck.oracle.measuring import conventions_measured
from nablacheck.oracle.measuring.conventions_measured import Cell, asked, conventions, frameworks, recorded
from nablacheck.oracle.report.conventions_lines import answers_of, by_answer

from generators import frameworks_page

KEYS = [framework.key for framework in frameworks()]


@pytest.mark.parametrize("key", KEYS)
def test_every_question_has_an_answer_that_is_no_error(key):
    framework = next(framework for framework in frameworks() if framework.key == key)
    answers = recorded()[key]["answers"]

    assert set(answers) == {says for _, says in asked(framework)}
    assert [answer for answer in answers.values() if not answer or "Error:" in answer or "Traceback" in answer] == []


FACTS = {
    ("tensorflow", "elu′ at −20, eager; compiled"): "0; 0",
    ("tensorflow", "the gradient of a bias over 5000 examples in float16; over 1000 in bfloat16"): "5000; 256",
    ("tensorflow", "max(x, y)′ by x and by y at x = y"): "1; 0",
    ("mlx", "max(x, y)′ by x and by y at x = y"): "0; 1",
    ("mlx", "exp of ½ in float64, of which 1.6487212707001282 is right"): "1.6487213373184204",
    ("paddle", "hardshrink and its derivative at ½"): "0.5; 1",
    ("paddle", "the gradient of the product of 0, 2, 3"): "nan, 0, 0",
    ("tensorflow", "selu′ at 0, eager; compiled"): "1.05070102; 1.75809932",
    ("tinygrad", "tanh of 0.0001 and of 1e-08 in float32"): "0.000100016594, 0",
    ("tinygrad", "hardswish′ at −3 and at 3"): "0, 1.5",
    ("keras", "hardtanh′ at −1 and at 1"): "1, 1",
    ("autograd", "clip(x, 0, 1)′ at 0 and at 1"): "0, 0",
    ("pytensor", "the gradient of the largest of 2, 2, 1"): "1, 1, 0",
    ("pytensor", "log(1 + e^x) at 800, eager; compiled"): "inf; 800",
    ("torch", "(log σ)″ at 20, of which −2.06115362e-09 is right"): "0",
    ("tensorflow", "tanh″ at 1e-9, of which −2e-9 is right"): "-1.99999994e-09",
    ("tinygrad", "tanh″ at 1e-9, of which −2e-9 is right"): "-0",
    ("casadi", "the gradient of the largest of 2, 2, 1"): "0.5, 0.5, 0",
}
"""What a good engineer guesses wrong."""


@pytest.mark.parametrize(("key", "question"), FACTS)
def test_what_is_guessed_wrong_was_measured(key, question):
    assert recorded()[key]["answers"][question] == FACTS[key, question]


@pytest.mark.slow
@pytest.mark.parametrize("key", KEYS)
def test_an_installed_framework_answers_as_it_is_recorded(key):
    framework, record = next(framework for framework in frameworks() if framework.key == key), recorded()[key]
    version = framework.version or "none"
    if version != record["version"]:
        pytest.skip(f"{framework.package} {record['version']} was asked, and {version} is installed")
    cells = list(conventions([key]))

    assert all(cell.here for cell in cells)
    assert {cell.question: cell.answer for cell in cells} == record["answers"]


def test_answers_are_told_with_who_gives_them():
    cells = [
        Cell("kinks", "relu′ at 0", key, "1", answer, "", key == "a") for key, answer in (("a", "0"), ("b", "1"), ("c", "1"))
    ]

    assert by_answer(cells, "relu′ at 0") == {"1": ["b", "c"], "0": ["a"]}
    assert list(answers_of(cells)) == [
        "asked: a 1, b 1 (recorded), c 1 (recorded)",
        "\nkinks",
        "  relu′ at 0",
        "    1: b, c",
        "    0: a",
    ]


def test_a_framework_that_is_not_there_is_told_as_recorded(monkeypatch):
    monkeypatch.setattr(conventions_measured, "installed", lambda package: None)
    cells = list(conventions(["torch"]))

    assert cells
    assert not any(cell.here for cell in cells)
    assert all("import torch" in cell.lines for cell in cells)


def test_what_a_framework_computes_with_has_to_be_there_too(monkeypatch):
    """Keras comes with TensorFlow as well: without JAX its answers on JAX are those that are recorded, and no error is one."""
    monkeypatch.setattr(conventions_measured, "installed", lambda package: {"keras": "3.15.1"}.get(package))
    cells = list(conventions(["keras"]))

    assert cells
    assert not any(cell.here for cell in cells)
    assert not any("Error" in cell.answer for cell in cells)


def test_an_unknown_framework_is_named_with_its_neighbours():
    with pytest.raises(InputError, match="unknown framework 'pytorch': did you mean torch"):
        list(conventions(["pytorch"]))


def test_the_command_shows_them(monkeypatch):
    monkeypatch.setattr(conventions_measured, "installed", lambda package: None)
    shown = CliRunner().invoke(main, ["list", "--conventions", "--frameworks", "torch,jax"])
    record = json.loads(CliRunner().invoke(main, ["list", "--conventions", "--json", "-"]).stdout)

    assert shown.exit_code == 0
    assert "hardtanh′ at −1 and at 1\n    0, 0: torch\n    1, 1: jax" in shown.output
    assert {cell["framework"] for cell in record["cells"]} == set(KEYS)
    assert all(cell["lines"].rstrip().splitlines()[-1].startswith("print(") for cell in record["cells"])


def test_frameworks_alone_are_a_slip():
    done = CliRunner().invoke(main, ["list", "--frameworks", "torch"])

    assert done.exit_code == 2
    assert "--frameworks is about --conventions" in done.output


def test_the_page_is_written_from_the_record():
    stale = "docs/frameworks.md is stale: python docs/generators/frameworks_page.py"
    assert frameworks_page.PAGE.read_text(encoding="utf-8") == frameworks_page.page(), stale
