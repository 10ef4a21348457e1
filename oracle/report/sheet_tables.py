"""The accuracy sheet as a table and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.table import Table
from rich.text import Text

from nablacheck.oracle.report.tables import of_bound, plain
from nablacheck.oracle.sweeping.accuracy_sheet import FAULT, LOST, OUTCOMES, Sheet, SheetCell

MEANS = (
    "ulp: the largest error in units in the last place, of normal results. bound: the largest error in units of what rounding "
    "can do. fault from: how many ulp would be a fault there. no digit right: half of the number or more is lost, inside of "
    "the bound, since the textbook's formula may lose as much."
)
LONG = 10**4
"""From here on a number of units is shown in two digits."""


def table(sheet: Sheet) -> Table:
    """A line for each segment with a fault or without a right digit; of every other function and format the worst segment."""
    result = plain(f"Accuracy of {sheet.adapter}", "segment", ("ulp", "at", "bound", "fault from"))
    result.add_column("outcome", no_wrap=True)
    blocks: dict[str, list[SheetCell]] = {}
    for cell in sheet.cells:
        blocks.setdefault(f"{cell.function} {cell.dtype}", []).append(cell)
    for name, cells in blocks.items():
        result.add_row(Text(name, "bold"))
        for cell in [cell for cell in cells if cell.outcome in (FAULT, LOST)] or [min(cells, key=_rank)]:
            at = "–" if math.isnan(cell.ulps.error) else f"{cell.ulps.at:.4g}"
            numbers = _short(cell.ulps.error), at, _ratio(cell.of_bound.error), _short(cell.fault_from)
            result.add_row(f"  {cell.segment}", *numbers, cell.outcome, style="red" if cell.outcome == FAULT else "")
    return result


def _rank(cell: SheetCell) -> tuple[int, float]:
    return OUTCOMES.index(cell.outcome), 1.0 if math.isnan(cell.ulps.error) else -cell.ulps.error


def _short(number: float) -> str:
    if math.isnan(number):
        return "–"
    return "∞" if math.isinf(number) else f"{number:.2f}" if number < LONG else f"{number:.2g}"


def _ratio(number: float) -> str:
    return "–" if math.isnan(number) else "∞" if math.isinf(number) else of_bound(number)


def lines(sheet: Sheet) -> Iterator[str]:
    """What the columns mean, each fault in words, what is not there, and the outcome."""
    yield MEANS
    yield from (f"\n{_fault(cell)}" for cell in sheet.cells if cell.outcome == FAULT)
    for line in sheet.absent:
        yield f"not there: {line}"
    lost = sum(cell.outcome == LOST for cell in sheet.cells)
    yield f"\n{len(sheet.cells)} segments; {sheet.faults} with a fault, {lost} in which no digit of a number is right."


def _fault(cell: SheetCell) -> str:
    worst = cell.of_bound
    above = "" if math.isnan(worst.above) or not cell.derivative else f" where {worst.above:.9g} comes from above"
    much = f"{_ratio(worst.error)} times the bound, which is {_short(cell.fault_from)} ulp"
    return (
        f"fault: {cell.function} in {cell.dtype}, {cell.segment}: {cell.faults:,} of {cell.numbers:,} numbers are outside of "
        f"the bound, worst at {worst.at:.17g}{above}: {much if math.isfinite(worst.error) else 'no number is returned'} there."
    )


def as_json(sheet: Sheet, **run: Any) -> dict[str, Any]:
    """Every cell as a JSON object; null stands where nothing could be asked, "inf" where an error or an end is infinite."""
    return {
        **run,
        "adapter": sheet.adapter,
        "cells": [_plain(asdict(cell)) for cell in sheet.cells],
        "absent": list(sheet.absent),
        "faults": sheet.faults,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value
