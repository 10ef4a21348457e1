"""What the tests ask of enclosures: whether a ball holds certified numbers, and the letters of a trace by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flint
import numpy as np

from nablacheck.reference.backprop import Pass
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.problem import Problem


def letters(trace: Trace) -> Iterator[tuple[str, Any]]:
    """Every array of a trace by its name: z^2, a^2, δ^2, ∇b^2, ∇w^2, …, C."""
    for name, layers in (("z", trace.z), ("a", trace.a), ("δ", trace.delta), ("∇b", trace.nabla_b), ("∇w", trace.nabla_w)):
        for l, array in layers.items():
            yield f"{name}^{l}", array
    yield "C", trace.cost


def nablas(gradient: Gradient) -> dict[str, Any]:
    """∇b and ∇w by their names."""
    both = (("∇b", gradient.nabla_b), ("∇w", gradient.nabla_w))
    return {f"{name}^{l}": array for name, layers in both for l, array in layers.items()}


def holds(ball: Any, floats: Any, problem: Problem) -> bool:
    """Whether floats lie in balls; one that is not finite does where the output error divides by what it multiplies with."""
    undecided = ~np.isfinite(np.broadcast_to(ball.rad, ball.shape))
    divided = ~np.isfinite(floats) if Pass(problem).cancelled else False
    return bool((ball.contains(floats) | undecided | divided).all())


def encloses(ball: Any, truth: Any) -> bool:
    """Whether every entry of a certified array, with all of its own radius, lies in the ball of that entry.

    On a kink that is met exactly, but after inexact steps, certified arithmetic cannot decide either, at any precision, nor
    beside one by less than its bits can tell: its enclosure is a hull, of which the truth is one point. There the two overlap.
    """
    truth = np.asarray(truth, dtype=object)
    mid, rad = (np.broadcast_to(part, truth.shape) for part in (ball.mid, ball.rad))
    return all(_inside(t, m, r) for t, m, r in zip(truth.ravel(), mid.ravel(), rad.ravel(), strict=True))


def _inside(truth: flint.arb, mid: float, rad: float) -> bool:
    if np.isinf(rad):
        return True
    with flint.ctx.workprec(4096):  # exact for the difference of any two float64
        ball = flint.arb(float(rad))
        scale = ball if ball > 0 else 1  # a hull around a number that is exactly zero in the ball is as wide as numbers are
        if truth.rad() > scale * float(np.finfo(np.float64).eps):
            return bool(truth.overlaps(flint.arb(float(mid), ball)))
        return bool(abs(truth - flint.arb(float(mid))) <= ball)


def same(first: Any, second: Any) -> bool:
    """Whether two certified arrays are equal to a hundred bits."""
    pairs = zip(np.ravel(first), np.ravel(second), strict=True)
    return all(abs(p - q) < flint.arb(2) ** -100 * (1 + abs(p)) for p, q in pairs)


def overlap(first: Any, second: Any) -> bool:
    """Whether two certified arrays can hold the same numbers."""
    pairs = zip(np.asarray(first, dtype=object).ravel(), np.asarray(second, dtype=object).ravel(), strict=True)
    return all(x.overlaps(y) for x, y in pairs)
