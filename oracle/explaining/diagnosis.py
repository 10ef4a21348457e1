"""Which mistake of the catalogue explains the numbers: one is named only if it predicts every entry.

With a trace, an equation that is broken is compared with its wrong variants at that layer, from the framework's own
neighbours. With gradients alone, the whole computation is run in balls with the mistake in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.factors import times
from nablacheck.oracle.explaining.mistakes import Mistake, catalogue
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Pass
from nablacheck.reference.problem import Problem

Array = Any


Made = tuple[Mistake, frozenset[int]]
"""A mistake, and the layers where it was made."""


@dataclass(frozen=True)
class Diagnosis:
    """What predicts the numbers: mistakes with the layers where they were made, times a constant.

    `scale` is the constant by its name (`1/m`, `2`, …) with its value, or None.
    """

    mistakes: tuple[Made, ...] = ()
    scale: tuple[str, float] | None = None

    def __str__(self) -> str:
        said: dict[tuple[str, frozenset[int]], list[str]] = {}
        for mistake, layers in self.mistakes:
            said.setdefault((mistake.says, layers), []).append(mistake.equation)
        made = [says + _where(equations, layers) for (says, layers), equations in said.items()]
        if self.scale:
            made.append(times(*self.scale))
        return "; ".join(made)


def _where(equations: list[str], layers: frozenset[int]) -> str:
    """The equations and layers in brackets; nothing for what belongs to the whole."""
    return f" ({' and '.join(equations)}, {layers_in_words(layers)})" if layers else ""


def layers_in_words(layers: Iterable[int]) -> str:
    """As in layer 2, layers 2 and 3, layers 2, 3 and 4."""
    *first, last = map(str, sorted(layers))
    return f"layers {', '.join(first)} and {last}" if first else f"layer {last}"


def constants(problem: Problem, learning_rate: float | None = None) -> dict[str, float]:
    """The factors that gradients are off by: the batch, the outputs, two, a half, a sign, the learning rate of a step.

    Several names may have one value, 1 too: only another network tells which is meant.
    """
    m, outputs = problem.batch, problem.network.widths[problem.network.L]
    named = {"-1": -1.0, "2": 2.0, "1/2": 0.5, "m": float(m), "1/m": 1 / m, "2m": 2.0 * m, "1/(2m)": 0.5 / m}
    named |= {"n_L": float(outputs), "1/n_L": 1 / outputs, "2/n_L": 2 / outputs}
    if learning_rate is not None:
        named |= {"eta": learning_rate, "1/eta": 1 / learning_rate}
    return named


def simplest(found: Iterable[Diagnosis]) -> tuple[Diagnosis, ...]:
    """The diagnoses to show: of those that predict the same for the same reason the first, and no factor of 1."""
    kept: dict[tuple[Any, ...], Diagnosis] = {}
    for diagnosis in found:
        value = diagnosis.scale and diagnosis.scale[1]
        if value != 1:
            kept.setdefault((*(mistake.name for mistake, _ in diagnosis.mistakes), value), diagnosis)
    return tuple(kept.values())


def predicts(ball: Ball, given: Array) -> bool:
    """Whether every entry lies in a finite ball, and the ball is not too wide to predict anything."""
    if np.shape(given) != ball.shape:
        return False
    sharp = (ball.rad < abs(ball.mid)) | (ball.mid == 0)
    return bool((ball.contains(given) & np.isfinite(ball.rad)).all() and np.any(sharp))


def of_equation(t: Pass, equation: str, l: int, given: Array, learning_rate: float | None = None) -> tuple[Diagnosis, ...]:
    """What gives the numbers of one equation at layer l, from the letters of the pass: a mistake, else a factor, else both."""
    scales = constants(t.problem, learning_rate)
    with t.xp.working():
        wrong = {
            (mistake, frozenset({l})): mistake.gives(t, l)
            for mistake in catalogue(learning_rate)
            if mistake.equation == equation and mistake.applies(t, l)
        }
        found = [Diagnosis((made,)) for made, ball in wrong.items() if predicts(ball, given)]
        if not found:
            right: Ball = getattr(BOOK, equation.lower())(t, l)
            found = [Diagnosis((), scale) for scale in scales.items() if predicts(right * scale[1], given)]
        if not found:
            both = ((made, ball, scale) for made, ball in wrong.items() for scale in scales.items())
            found = [Diagnosis((made,), scale) for made, ball, scale in both if predicts(ball * scale[1], given)]
    return simplest(found)
