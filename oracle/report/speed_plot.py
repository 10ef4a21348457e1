"""The plot of the speed: the time of a gradient against the number of weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nablacheck.oracle.measuring.speed import Exponents, Growth
from nablacheck.oracle.report.plots import BLUE, GREY, ORANGE, figure


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
