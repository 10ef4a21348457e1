"""The picture of what learns slowly: a weight behind a low activation, and a neuron that has saturated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nablacheck.oracle.measuring.saturation import Quartiles
from nablacheck.oracle.report.plots import BLUE, GREY, ORANGE, figure

INCHES = (9, 3.6)


def draw(weights: Quartiles, neurons: Quartiles, path: Path) -> None:
    """Draws |∂C/∂w| against a_in, and |δ| against σ′(z), to a .svg, .png or .pdf file.

    MissingFramework without matplotlib; InputError for another kind of file or no folder.
    """
    with figure(Path(path), *INCHES) as empty:
        left, right = empty.subplots(1, 2)
        _panel(left, weights, ORANGE, r"a_{\rm in}")
        left.set(title="A weight behind a low activation learns slowly (BP4)")
        left.set(xlabel=r"activation of the input neuron, $a_{\rm in}$", ylabel=r"$|\partial C/\partial w|$")
        _panel(right, neurons, BLUE, r"\sigma'(z)")
        right.set(title="A saturated neuron learns slowly (BP2)")
        right.set(xlabel=r"$\sigma'(z)$, small where the neuron has saturated", ylabel=r"$|\delta|$")


def _panel(axes: Any, of: Quartiles, color: str, letter: str) -> None:
    """The median and the middle half, beside the line of what is proportional."""
    axes.set(xscale="log", yscale="log")
    axes.fill_between(of.x, of.low, of.high, color=color, alpha=0.2, linewidth=0, label="middle half")
    axes.plot(of.x, of.median, "o-", color=color, markersize=4, label="median")
    axes.plot(of.x, of.median[-1] * of.x / of.x[-1], "--", color=GREY, linewidth=1, label=rf"proportional to ${letter}$")
    axes.legend(loc="upper left")
