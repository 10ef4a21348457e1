"""The page for students: its lines are run, its commands exit as it says, its table is what the benchmark prints."""

import doctest
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from nablacheck.oracle.checking.habits import HABITS
from nablacheck.oracle.commands.cli import main

from generators import conventions_table

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "is-my-backpropagation-right.md").read_text(encoding="utf-8")
CHECKS = [
    line for block in re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL) for line in block.splitlines() if line.strip()
]
BENCHMARK = "python benchmarks/finite_differences.py"


def from_the_root(*arguments):
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8")


# --- what is run ------------------------------------------------------------------------------------------------------


def test_the_lines_of_the_page_are_true(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [*sys.path])
    for module in ("network", "network_with_a_mistake"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    examples = doctest.DocTestParser().get_doctest(PAGE, {}, "the page", "the page", 0)
    failed, attempted = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples)

    assert attempted > 8
    assert failed == 0


@pytest.mark.parametrize("command", [command for command in CHECKS if command != BENCHMARK])
def test_a_command_exits_as_the_page_says(command):
    typed, _, comment = command.partition("#")
    program, *arguments = shlex.split(typed)
    said = re.search(r"exits with (\d)", comment)
    done = from_the_root("-m", program, *arguments)

    assert program == "nablacheck"
    assert done.returncode == (int(said[1]) if said else 0), done.stdout + done.stderr


def test_the_page_shows_every_command_that_it_is_about():
    codes = {match[1] if (match := re.search(r"exits with (\d)", command)) else "0" for command in CHECKS}

    assert BENCHMARK in CHECKS
    assert codes == {"0", "1", "2"}


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL))
def test_the_code_of_the_page_stands_in_the_example(code):
    assert code.strip() in (ROOT / "examples" / "network.py").read_text(encoding="utf-8")


def test_the_exercise_of_the_page_is_the_example_and_grades_the_submissions(tmp_path):
    (exercise,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    (command,) = [command for command in CHECKS if "--exercise" in command]
    grades = tmp_path / "grades.json"
    from_the_root("-m", *shlex.split(command), "--json", str(grades))
    verdicts = {row["name"]: row["verdict"] for row in json.loads(grades.read_text(encoding="utf-8"))["submissions"]}

    assert exercise == (ROOT / "examples" / "exercise.toml").read_text(encoding="utf-8")
    assert verdicts == {"rows": "right", "without_biases": "unusable"}


def test_the_two_examples_differ_in_one_line_of_code():
    right, wrong = (
        (ROOT / "examples" / name).read_text(encoding="utf-8").splitlines()[1:]  # the first is the docstring
        for name in ("network.py", "network_with_a_mistake.py")
    )

    assert sum(p != q for p, q in zip(right, wrong, strict=True)) == 1


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", PAGE))))
def test_the_links_of_the_page_lead_somewhere(link):
    assert (ROOT / "docs" / link).exists()


def test_the_table_of_conventions_is_the_one_of_the_command():
    """`python docs/generators/conventions_table.py` renews it."""
    assert conventions_table.table() in PAGE
    help_of_check = CliRunner().invoke(main, ["check", "--help"]).output
    assert all(f"  {code}\n" in help_of_check and say in help_of_check for code, say in HABITS)
    assert max(map(len, help_of_check.splitlines())) <= 80


def test_the_conventions_of_the_table_exist():
    """Each is declared for a function that returns nothing, and the answer is about that, not about the convention."""
    table = PAGE.split("| your code | say |")[1].split("\n\n")[0]
    declared = re.findall(r"`([^`]*=[^`]*)`", table)
    code = "def nothing(*arguments): ..."
    script = f"""
import shlex, sys
import nablacheck
from nablacheck.oracle.commands.declarations import declared
{code}
for part in {declared!r}:
    try:
        print(nablacheck.check(nothing, **declared(shlex.split(part))).sentence)
    except nablacheck.MissingFramework as missing:
        print(missing)
"""
    lines = from_the_root("-c", script)

    assert lines.stderr == ""
    assert len(declared) > 15
    about_the_answer = ("returned", "gave no", "is None", "which is not installed")
    assert all(any(part in line for part in about_the_answer) for line in lines.stdout.splitlines()), lines.stdout


# --- the table --------------------------------------------------------------------------------------------------------


def rows(text):
    """Method, dtype and whether the step is the usual, the judge's or the best; then exponents as integers and the share."""
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    for method, dtype, step, *numbers, share in (line for line in cells if line[1] in ("float64", "float32")):
        chosen = re.sub(r", 2\^-\d+", "", step)  # a best step may be another one on another machine
        yield method, dtype, chosen, *(int(number.partition("e")[2]) if number else None for number in numbers), share


@pytest.fixture(scope="module")
def printed():
    done = from_the_root(*BENCHMARK.split()[1:])
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_table_is_what_the_benchmark_prints(printed):
    assert len(list(rows(PAGE))) == 12
    assert list(rows(PAGE)) == list(rows(printed))


def test_a_planted_row_is_seen(printed):
    planted = printed.replace("e-14 |", "e-13 |", 1)

    assert planted != printed
    assert list(rows(planted)) != list(rows(printed))
