"""The speed of backpropagation as tables in the terminal, as JSON, and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from nablacheck.oracle.measuring.speed import Exponents, Growth, Ratio, exponents
from nablacheck.oracle.report.plots import BLUE, GREY, ORANGE, figure

UNITS = ((1.0, "s"), (10.0**-3, "ms"), (10.0**-6, "µs"))


def seconds(s: float) -> str:
    """Three digits and a unit."""
    unit, name = next(((unit, name) for unit, name in UNITS if s >= unit), UNITS[-1])
    return f"{s / unit:,.0f} {name}" if s >= 100 * unit else f"{s / unit:.3g} {name}"


def _table(title: str, *headings: str) -> Table:
    result = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for i, heading in enumerate(headings):
        result.add_column(heading, justify="right" if i else "left", no_wrap=True)
    return result


def ratios_table(ratios: Sequence[Ratio]) -> Table:
    """One line a network."""
    result = _table("A gradient in forward passes", "network", "batch", "forward", "gradient", "ratio", "half within")
    for row in ratios:
        within = f"{row.middle[0]:.2f} to {row.middle[1]:.2f}"
        result.add_row(row.network, str(row.batch), seconds(row.forward_s), seconds(row.gradient_s), f"{row.ratio:.2f}", within)
    return result


def growth_table(rows: Sequence[Growth]) -> Table:
    """One line a network."""
    headings = ("weights, biases", "forward", "backprop", "differences (46)", "")
    result = _table("A gradient by backpropagation and by finite differences", *headings)
    for row in rows:
        times = (seconds(s) for s in (row.forward_s, row.backprop_s, row.finite_differences_s))
        result.add_row(f"{row.weights:,}", *times, _kind(row))
    return result


def _kind(row: Growth) -> str:
    return "measured" if row.measured else "extrapolated"


def sentence(e: Exponents) -> str:
    """What the exponents are and what they rest on."""
    return (
        f"Time grows with the number of weights to the power {e.backprop:.2f} for backpropagation and "
        f"{e.finite_differences:.2f} for finite differences, {e.difference:.2f} more "
        f"({e.points} networks, measured ones alone)."
    )


def as_json(ratios: Sequence[Ratio], rows: Sequence[Growth], **run: Any) -> dict[str, Any]:
    """The same as a JSON object; every line of the growth says whether it is measured or extrapolated.

    The exponents are null until two lines are measured.
    """
    enough = sum(row.measured for row in rows) > 1
    return {
        **run,
        "ratios": [asdict(row) for row in ratios],
        "growth": [{**asdict(row), "finite_differences": _kind(row)} for row in rows],
        "exponents": asdict(exponents(rows)) if enough else None,
    }


def draw(rows: Sequence[Growth], e: Exponents, path: Path) -> None:
    """Time against the number of weights, both logarithmic; what is extrapolated is hollow, dashed and says so."""
    weights = [row.weights for row in rows]
    known = sum(row.measured for row in rows)
    slow = [row.finite_differences_s for row in rows]
    start = max(known - 1, 0)
    with figure(path, 6.4, 4.2) as drawn:
        axes = drawn.add_subplot(xscale="log", yscale="log", xlabel="number of weights and biases", ylabel="seconds")
        axes.plot(
            weights[:known],
            slow[:known],
            "o-",
            color=ORANGE,
            label=f"finite differences (46), exponent {e.finite_differences:.2f}",
        )
        if known < len(rows):
            label = "finite differences (46), extrapolated"
            axes.plot(weights[start:], slow[start:], "o--", color=ORANGE, markerfacecolor="white", zorder=1.9, label=label)
        axes.plot(
            weights, [row.backprop_s for row in rows], "s-", color=BLUE, label=f"backpropagation, exponent {e.backprop:.2f}"
        )
        axes.plot(weights, [row.forward_s for row in rows], "^:", color=GREY, label="one forward pass")
        axes.legend(loc="upper left")
