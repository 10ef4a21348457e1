"""What frameworks take for granted, as text: each question with its answers, and who gives which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from nablacheck.oracle.measuring.conventions_measured import Cell


def answers_of(cells: Sequence[Cell]) -> Iterator[str]:
    """Each question under its group, each answer with the frameworks that give it; those that were asked now first."""
    versions = {cell.framework: f"{cell.framework} {cell.version}" + ("" if cell.here else " (recorded)") for cell in cells}
    yield f"asked: {', '.join(versions.values())}"
    for group in dict.fromkeys(cell.group for cell in cells):
        yield f"\n{group}"
        mine = [cell for cell in cells if cell.group == group]
        for question in dict.fromkeys(cell.question for cell in mine):
            yield f"  {question}"
            for answer, who in by_answer(mine, question).items():
                yield f"    {answer}: {', '.join(who)}"


def by_answer(cells: Sequence[Cell], question: str) -> dict[str, list[str]]:
    """The answers to a question, each with the frameworks that give it; the most frequent one first."""
    given: dict[str, list[str]] = {}
    for cell in cells:
        if cell.question == question:
            given.setdefault(cell.answer, []).append(cell.framework)
    return dict(sorted(given.items(), key=lambda pair: -len(pair[1])))


def as_json(cells: Sequence[Cell]) -> dict[str, Any]:
    """Every cell, with the lines of Python that print its answer."""
    return {"cells": [vars(cell) for cell in cells]}
