"""Targets that were changed by a straight line, αy + β for y, and labels that count differently: both numbers are solved for.

δ^L is what it is for y = 0, and α and β times what more it is for y and for 1, wherever ∇_a C is linear in y; where it is not,
what was solved for does not hold, and nothing is said. There it is also y times what it is for y = 1, and 1 − y times what it
is for y = 0, each of which may count another number of times.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.claimed import Target, minus
from nablacheck.oracle.explaining.factors import ONE, Interval, number
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.parts import elementwise
from nablacheck.oracle.explaining.reasons import Reason
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.arithmetic.radii import filling
from nablacheck.reference.backprop import BOOK, Pass, output_error

Array = Any


def solved_targets(t: Pass, targets: Sequence[Target]) -> Iterator[Reason]:
    """The reasons in which y is αy + β at the output, or labels of 1 and of 0 count differently."""
    yield from _changed(t, targets)
    if elementwise(t, t.L):
        yield from _weighted(t, targets)


def _changed(t: Pass, targets: Sequence[Target]) -> Iterator[Reason]:
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


def _weighted(t: Pass, targets: Sequence[Target]) -> Iterator[Reason]:
    left = [target.reshape(-1) for _, target in targets]
    one, zero = ([view(part).reshape(-1) for view, _ in targets] for part in _parts_of(t))
    mid, ones, zeros = (np.concatenate([ball.mid for ball in balls]) for balls in (left, one, zero))
    rad, of_ones, of_zeros = (np.concatenate([filling(ball.rad, ball.shape) for ball in balls]) for balls in (left, one, zero))
    with np.errstate(all="ignore"):
        times = np.nanmax(abs(mid) / (abs(ones) + abs(zeros)), initial=1.0)  # at most so often the radii of the parts count
    positive, negative = _line(mid, rad + times * (of_ones + of_zeros), ones, zeros)
    if positive is None or negative is None or positive == negative:
        return
    counts = [f"y = {y} counts {n:g} times".replace("-", "−") for y, n in ((1, positive), (0, negative)) if n != 1]
    mistake = Mistake(f"labels count {positive:g} and {negative:g}", "BP1", " and ".join(counts), BOOK.bp1)

    def gives(t: Pass, l: int) -> Ball:
        one, zero = _parts_of(t)
        return one * positive + zero * negative

    yield Reason((mistake,), ONE, gives(t, t.L), gives=gives)


def _parts_of(t: Pass) -> tuple[Ball, Ball]:
    """δ^L in two parts: of what is 1 in y, and of what is 0."""
    y = t.xp.lift(t.y)
    return y * _delta(t, 0.0, 1.0), (t.xp.like(1.0, t.y) - y) * _delta(t, 0.0, 0.0)


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
