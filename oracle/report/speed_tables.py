"""The speed of backpropagation as tables in the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich import box
from rich.table import Table

from nablacheck.oracle.measuring.speed import Exponents, Growth, Ratio

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


def as_json(ratios: Sequence[Ratio], rows: Sequence[Growth], e: Exponents | None, **run: Any) -> dict[str, Any]:
    """The same as a JSON object; every line of the growth says whether it is measured or extrapolated.

    The exponents are null until two lines are measured.
    """
    return {
        **run,
        "ratios": [asdict(row) for row in ratios],
        "growth": [{**asdict(row), "finite_differences": _kind(row)} for row in rows],
        "exponents": e and asdict(e),
    }
