"""The plot of the sensitivity: what is certain to be caught, and what correct frameworks commit, in units of rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nablacheck.oracle.report.plots import BLUE, GREEN, GREY, ORANGE, figure
from nablacheck.oracle.trust.sensitivity import DEPTH, FAN_IN, Sensitivity

COLOURS = {"(23) z": BLUE, "BP2": ORANGE, "BP4": GREEN}
LINES = {"float32": ":", "float64": "-"}
HIGHEST = 10.0**7
"""In u; beyond it a whole computation says nothing."""


def draw(rows: Sequence[Sensitivity], path: Path, style: Mapping[str, Any] = {}) -> None:
    """A panel for the fan-in and one for the depth; the file format is that of the path's suffix."""
    with figure(path, 9, 5, style) as page:
        panels = page.subplots(1, 2, sharey=True)
        for axes, varied in zip(panels, (FAN_IN, DEPTH), strict=True):
            here = [row for row in rows if row.varied == varied]
            for equation in dict.fromkeys(row.equation for row in here):
                for dtype in LINES:
                    _line(axes, [row for row in here if (row.equation, row.dtype) == (equation, dtype)])
            axes.set(yscale="log", xlabel=varied, title=f"against the {varied}", ylim=(None, HIGHEST))
            axes.set_xscale("log", base=2)
            measured = sorted({row.value for row in here})
            axes.set_xticks(measured, [str(value) for value in measured])
            axes.legend(loc="upper center", bbox_to_anchor=(1 / 2, -1 / 6), ncols=2, fontsize=7)
        panels[0].set_ylabel("relative error, in unit roundoffs")


def _line(axes: Any, rows: Sequence[Sensitivity]) -> None:
    """Certain to be caught as a line with dots, committed as crosses."""
    if not rows:
        return
    first, values = rows[0], [row.value for row in rows]
    colour, label = COLOURS.get(first.equation, GREY), f"{first.equation}, {first.dtype}"
    axes.plot(values, [row.certain for row in rows], "o", linestyle=LINES[first.dtype], color=colour, label=f"{label}: certain")
    if first.committed is not None:
        committed = [row.committed for row in rows]
        axes.plot(values, committed, "x", linestyle=LINES[first.dtype], color=colour, alpha=1 / 2, label=f"{label}: committed")
