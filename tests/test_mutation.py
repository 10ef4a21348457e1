"""The survivors of the mutation test: each is a line that still stands, and each has its reason."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
BENCHMARK = (ROOT / "benchmarks" / "mutation.py").read_text(encoding="utf-8")
NAMES_ALONE = {"reference/audit/audited.py"}
"""Files without an operator, a number or a branch; so are all __init__.py."""


def survivors(page):
    """File, line and mutant of each, as `benchmarks/mutation.py` reads them."""
    return re.findall(r"^- `([^`]+)`: `(.+?)` → `(.+?)`$", page, flags=re.MULTILINE)


def stale(page):
    """The survivors whose line is gone."""
    lines = {}
    for file, before, after in survivors(page):
        if file not in lines:
            lines[file] = {line.strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines()}
        if before not in lines[file]:
            yield file, before, after


def unexplained(page):
    """The headings with survivors below and no sentence between."""
    for section in page.split("\n## ")[1:]:
        heading, _, text = section.partition("\n")
        if survivors(section) and not text.split("\n- `")[0].strip():
            yield heading


def test_every_survivor_still_stands_in_the_code_and_has_a_reason():
    assert len(survivors(PAGE)) == PAGE.count("\n- `")
    assert list(stale(PAGE)) == []
    assert list(unexplained(PAGE)) == []


def left_out(benchmark):
    """The files of the reference and the judge without a row in the table of the benchmark."""
    files = {file.relative_to(ROOT).as_posix() for file in (ROOT / "reference").rglob("*.py") if file.name != "__init__.py"}
    judge = {f"oracle/judging/{name}.py" for name in ("judges", "compared", "verdict")} | {"oracle/ledger/defect.py"}
    return (files | judge) - set(re.findall(r'^    "(\S+\.py)": ', benchmark, flags=re.MULTILINE))


def test_every_file_of_the_reference_and_the_judge_is_mutated():
    assert left_out(BENCHMARK) == NAMES_ALONE


@pytest.mark.parametrize("file", ["reference/sgd.py", "oracle/judging/judges.py"])
def test_a_file_that_is_left_out_is_seen(file):
    assert left_out(BENCHMARK.replace(f'"{file}": ', "")) == NAMES_ALONE | {file}


@pytest.mark.parametrize("broken", ["\n## None\n\n- `oracle/judging/judges.py`: `a = 1` → `a = 2`\n"])
def test_a_line_that_is_gone_and_a_missing_reason_are_seen(broken):
    assert len(list(stale(PAGE + broken))) == 1
    assert list(unexplained(PAGE + broken)) == ["None"]
