"""Which mistake of the catalogue explains the numbers: one is named only if it predicts every entry.

With a trace, an equation that is broken is compared with its wrong variants at that layer, from the framework's own
neighbours. With gradients alone, the whole computation is run in balls with the mistake in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.mistakes import Mistake, catalogue
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Equations, Pass
from nablacheck.reference.network import Problem

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
        made = [f"{mistake.says} ({mistake.equation}, layer {_layers(layers)})" for mistake, layers in self.mistakes]
        if self.scale:
            made.append(f"times {self.scale[0]} = {self.scale[1]:g}")
        return "; ".join(made)


def _layers(layers: Iterable[int]) -> str:
    return ", ".join(str(l) for l in sorted(layers))


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


Evaluate = Callable[[Equations], "Prediction"]


@dataclass(frozen=True)
class Prediction:
    """The balls of a whole gradient, the numbers claimed for each, and what the way to them does to a ball."""

    parts: tuple[tuple[Ball, Array, Callable[[Ball], Ball]], ...]

    def holds(self, factor: float = 1.0) -> bool:
        """Whether the gradient times a factor predicts every number."""
        return all(predicts(observed(ball if factor == 1 else ball * factor), given) for ball, given, observed in self.parts)


def of_gradient(t: Pass, evaluate: Evaluate, learning_rate: float | None = None) -> tuple[Diagnosis, ...]:
    """What gives a whole gradient: a factor, else one mistake, else one times a factor, else two mistakes."""
    scales = constants(t.problem, learning_rate).items()
    right = evaluate(BOOK)
    found = [Diagnosis((), scale) for scale in scales if right.holds(scale[1])]
    if found:
        return tuple(found)
    single = list(_single(t, learning_rate))
    predictions = [(made, evaluate(made[0].table(made[1]))) for made in single]
    for made, prediction in predictions:
        if prediction.holds():
            # a factor that is 1 here may be there all the same
            found += [Diagnosis((made,)), *(Diagnosis((made,), scale) for scale in scales if scale[1] == 1)]
    if not found:
        found = [Diagnosis((made,), scale) for made, p in predictions for scale in scales if p.holds(scale[1])]
    if not found:
        found = [Diagnosis((p, q)) for p, q in _pairs(single) if evaluate(q[0].table(q[1], p[0].table(p[1]))).holds()]
    return tuple(found)


def _single(t: Pass, learning_rate: float | None) -> Iterator[Made]:
    """Each mistake, made at every layer where it can be, and at each of them alone."""
    for mistake in catalogue(learning_rate):
        where = {"BP1": [t.L], "BP2": range(2, t.L)}.get(mistake.equation, range(2, t.L + 1))
        layers = frozenset(l for l in where if mistake.applies(t, l))
        if layers:
            yield mistake, layers
        if len(layers) > 1:
            yield from ((mistake, frozenset({l})) for l in layers)


def _pairs(single: list[Made]) -> Iterator[tuple[Made, Made]]:
    """Two mistakes in different equations, each made everywhere it can be."""
    everywhere: dict[str, Made] = {}
    for made in single:
        everywhere.setdefault(made[0].name, made)
    return ((p, q) for p, q in combinations(everywhere.values(), 2) if p[0].equation != q[0].equation)
