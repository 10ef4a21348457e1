"""Targets that were changed by a straight line, αy + β for y: both numbers are solved for, not searched.

δ^L is what it is for y = 0, and α and β times what more it is for y and for 1, wherever ∇_a C is linear in y; where it is not,
what was solved for does not hold, and nothing is said.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.factors import ONE, Interval, number
from nablacheck.oracle.explaining.hypotheses import minus
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.reasons import Reason
from nablacheck.oracle.explaining.solved_primes import View
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Pass, output_error

Array = Any


def solved_targets(t: Pass, targets: Sequence[tuple[View, Ball]]) -> Iterator[Reason]:
    """The reasons in which y is αy + β at the output."""
    zero = _delta(t, 0.0, 0.0)
    of_y, of_one = (minus(_delta(t, *line), zero) for line in ((1.0, 0.0), (0.0, 1.0)))
    left, along, across = [], [], []
    for view, target in targets:
        left.append(minus(target, view(zero)).reshape(-1))
        along.append(view(of_y).mid.ravel())
        across.append(view(of_one).mid.ravel())
    mid, rad = (np.concatenate([getattr(ball, part) for ball in left]) for part in ("mid", "rad"))
    alpha, beta = _line(mid, rad, np.concatenate(along), np.concatenate(across))
    if alpha is not None and beta is not None and (alpha, beta) not in ((1.0, 0.0), (0.0, 0.0)):
        yield _reason(t, alpha, beta)


def _line(left: Array, rad: Array, u: Array, v: Array) -> tuple[float | None, float | None]:
    """α and β of left = αu + βv, from the two entries that tell them best; None where they are no numbers that people type."""
    determinants = u[:, None] * v - v[:, None] * u
    if not (np.isfinite(determinants).all() and np.isfinite(left).all() and determinants.any()):
        return None, None
    i, j = np.unravel_index(int(np.argmax(abs(determinants))), determinants.shape)
    size = abs(determinants[i, j])
    alpha = (left[i] * v[j] - left[j] * v[i]) / determinants[i, j]
    beta = (u[i] * left[j] - u[j] * left[i]) / determinants[i, j]
    of_alpha = (rad[i] * abs(v[j]) + rad[j] * abs(v[i])) / size
    of_beta = (rad[i] * abs(u[j]) + rad[j] * abs(u[i])) / size
    return _number(alpha, of_alpha), _number(beta, of_beta)


def _number(middle: float, radius: float) -> float | None:
    return 0.0 if abs(middle) <= radius else number(Interval(float(middle - radius), float(middle + radius)))


def _delta(t: Pass, alpha: float, beta: float) -> Ball:
    """δ^L with αy + β for y."""
    other = copy.copy(t)
    other.y = t.y * alpha + t.xp.like(beta, t.y)
    delta: Ball = t.xp.lift(output_error(other))
    return delta


def _reason(t: Pass, alpha: float, beta: float) -> Reason:
    mistake = Mistake(f"targets {alpha:g} y + {beta:g}", "BP1", _says(alpha, beta), BOOK.bp1)
    return Reason((mistake,), ONE, _delta(t, alpha, beta), gives=lambda t, l: _delta(t, alpha, beta))


def _says(alpha: float, beta: float) -> str:
    if not alpha:
        return f"{beta:g} stands for every target, whatever y is".replace("-", "−")
    times = "" if alpha == 1 else "−" if alpha == -1 else f"{alpha:g} ".replace("-", "−")
    plus = f" {'+' if beta > 0 else '−'} {abs(beta):g}" if beta else ""
    return f"{times}y{plus} stands for the targets y"
