"""The picture of what learns slowly: a weight behind a low activation, and a neuron that has saturated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from nablacheck.oracle.measuring.saturation import Quartiles, learning, networks, quartiles
from nablacheck.oracle.report.plots import BLUE, GREY, ORANGE, figure

OCTAVES = 2.0 ** np.arange(-14, 1)
"""The bins; those above 1/4 stay empty for σ′ of the sigmoid."""
INCHES = (9, 3.6)


def draw(path: Path) -> None:
    """Draws |∂C/∂w| against a_in and |δ| against σ′(z), over many random networks, to a .svg, .png or .pdf file.

    MissingFramework without matplotlib; InputError for another kind of file or no folder.
    """
    with figure(Path(path), *INCHES) as empty:
        picture(empty)


def picture(empty: Any) -> None:
    """Draws the same into an empty matplotlib figure, in the style that is set."""
    learnt = learning(networks())
    left, right = empty.subplots(1, 2)
    _panel(left, quartiles(learnt.a_in, learnt.nabla_w, OCTAVES), ORANGE, r"a_{\rm in}")
    left.set(title="A weight behind a low activation learns slowly (BP4)")
    left.set(xlabel=r"activation of the input neuron, $a_{\rm in}$", ylabel=r"$|\partial C/\partial w|$")
    _panel(right, quartiles(learnt.prime, learnt.delta, OCTAVES), BLUE, r"\sigma'(z)")
    right.set(title="A saturated neuron learns slowly (BP2)")
    right.set(xlabel=r"$\sigma'(z)$, small where the neuron has saturated", ylabel=r"$|\delta|$")


def _panel(axes: Any, of: Quartiles, color: str, letter: str) -> None:
    """The median and the middle half, beside the line of what is proportional."""
    axes.set(xscale="log", yscale="log")
    axes.fill_between(of.x, of.low, of.high, color=color, alpha=0.2, linewidth=0, label="middle half")
    axes.plot(of.x, of.median, "o-", color=color, markersize=4, label="median")
    axes.plot(of.x, of.median[-1] * of.x / of.x[-1], "--", color=GREY, linewidth=1, label=rf"proportional to ${letter}$")
    axes.legend(loc="upper left")
