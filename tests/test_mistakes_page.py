"""The page of what people get wrong is what its generator writes: the catalogue whole, and of the files every line."""

import pytest

from collected import answers
from generators import mistakes_page

PAGE = mistakes_page.PAGE.read_text(encoding="utf-8")
STALE = "docs/what-people-get-wrong.md is stale: run python docs/generators/mistakes_page.py"


def test_the_catalogue_on_the_page_is_the_catalogue():
    assert PAGE.endswith("\n".join(mistakes_page.catalogue()).rstrip("\n") + "\n"), STALE


def test_every_wrong_file_of_the_collection_has_its_lines_on_the_page():
    missing = [
        entry.name for entry in mistakes_page.wrong_ones() if f"/{entry.name}.py) | {mistakes_page.typed(entry)} |" not in PAGE
    ]

    assert missing == [], STALE
    assert all(mistakes_page.typed(entry) for entry in mistakes_page.wrong_ones())


def test_almost_every_mistake_of_the_catalogue_has_an_example():
    """What none of the small networks shows has an empty row."""
    rows = [line for line in "\n".join(mistakes_page.catalogue()).splitlines() if line.startswith("| ") and "---" not in line]

    assert [row for row in rows if row.endswith("|  |  |  |")] == []
    assert len(rows) > 100


@pytest.mark.slow
@pytest.mark.parametrize("entry", mistakes_page.wrong_ones()[::12], ids=lambda entry: entry.name)
def test_an_answer_on_the_page_is_what_is_answered(entry):
    (answer,) = answers([entry])

    assert mistakes_page.lines(answer) in PAGE.splitlines(), STALE
