"""The picture of an accuracy sheet: a row for each function and format, a column for each segment of the line."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from nablacheck.oracle.report.plots import BLUE, GREY, LIGHT, ORANGE, figure
from nablacheck.oracle.sweeping.accuracy_sheet import FAULT, KNOWN, LOST, WITHIN, Sheet, SheetCell

COLOURS = {FAULT: ORANGE, LOST: "#E69F00", KNOWN: GREY, WITHIN: BLUE}
SMALLEST = 3
"""Decades below the bound after which a cell is as pale as it gets."""
SEGMENTS = (
    *("−∞", "−log Ω", "−8", "−1", "−1/8", "−u", "−η", "η", "u", "1/8", "1", "8", "log Ω", "∞"),
    "not finite",
)
"""The ends of the segments, of which the middle one holds zero and the subnormal numbers."""


def draw(sheet: Sheet, path: Path) -> None:
    """Each cell has the colour of its outcome, stronger for more of the bound, and the largest error in ULP in it."""
    rows = list(dict.fromkeys((cell.function, cell.dtype) for cell in sheet.cells))
    with figure(path, 13, 1.6 + 0.24 * len(rows)) as page:
        axes = page.add_subplot()
        for cell in sheet.cells:
            _drawn(axes, cell, rows.index((cell.function, cell.dtype)))
        axes.set_yticks(range(len(rows)), [f"{function} {dtype}" for function, dtype in rows], fontsize=7)
        axes.set_xticks([*(k - 1 / 2 for k in range(len(SEGMENTS) - 1)), len(SEGMENTS) - 2], SEGMENTS, fontsize=7)
        axes.set(xlim=(-1 / 2, len(SEGMENTS) - 3 / 2), ylim=(len(rows) - 1 / 2, -1 / 2))
        axes.set_title(f"Accuracy of {sheet.adapter}: the largest error in ULP")
        axes.grid(visible=False)
        axes.set_xlabel("argument; u is the unit roundoff, η the smallest normal and Ω the largest number of the format")
        boxes = [axes.plot([], [], "s", color=colour, label=outcome)[0] for outcome, colour in COLOURS.items()]
        axes.legend(handles=boxes, loc="lower right", bbox_to_anchor=(1, 1), ncols=len(boxes), fontsize=7)


def _drawn(axes: Any, cell: SheetCell, row: int) -> None:
    column = cell.place % (len(SEGMENTS) - 1)
    ends, colour = [column - 1 / 2, column + 1 / 2], COLOURS[cell.outcome]
    axes.fill_between(ends, row - 1 / 2, row + 1 / 2, color=colour, alpha=_strength(cell), linewidth=0)
    text = "" if math.isnan(cell.ulps.error) else "∞" if math.isinf(cell.ulps.error) else f"{cell.ulps.error:.2g}"
    axes.text(column, row, text, ha="center", va="center", fontsize=6, color="black" if text else LIGHT)


def _strength(cell: SheetCell) -> float:
    """From pale for a thousandth of the bound to full for the bound."""
    error = cell.of_bound.error
    if cell.outcome == FAULT:
        return 1.0
    if not error > 0:
        return 1 / 8
    return 1 / 8 + max(0.0, 1 + math.log10(min(error, 1.0)) / SMALLEST) / 2
