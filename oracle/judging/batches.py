"""Faults that only batches have, where the batch itself cannot be decided.

A batch and its single examples may each round in another way, and through layers whose terms cancel that difference grows
as fast as the ball around the whole computation: what is proven of the δ of single examples says nothing of the sum that
another run gives. So the code is asked once more, for a batch of the same shapes in which nothing cancels. Code that forgets
an example of one batch forgets it in the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.judging.observe import Array, judged, observed
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem


def judge_like_batch(problem: Problem, adapter: Adapter) -> Iterator[Verdict]:
    """The verdict on a gradient of a batch of the same shapes that balls decide; nothing for a single example."""
    if problem.batch == 1:
        return
    like = without_cancellation(problem)
    seen = observed(adapter.gradient, like)
    if seen.result is None:
        yield Verdict(like, adapter.name, precision(like.dtype), (), seen.breaches)
        return
    gradient = seen.result
    yield judged(lambda problem: judge_gradient(problem, gradient, adapter), like, seen)


def without_cancellation(problem: Problem) -> Problem:
    """The problem with |w|, |b| and |x|, times powers of two: no term of a z^l is negative, and for |a| ≤ 1 no z^l exceeds 1.

    So a z^l is as large as its absolute terms, and its bound is a few roundings of it; likewise of (w^{l+1})ᵀδ^{l+1} where
    the errors of the outputs have one sign, and nearly so where they have not.
    """
    network = problem.network
    w = {l: _at_most(abs(w), abs(w).sum(axis=-1, keepdims=True), 0.5) for l, w in network.w.items()}
    b = {l: _at_most(abs(b), abs(b), 0.5) for l, b in network.b.items()}
    x = _at_most(abs(problem.x), abs(problem.x), 1.0)
    origin = f"{problem.origin}, with small positive w, b and x, for which a batch is decided".removeprefix(", ")
    return replace(problem, network=Network(w, b, network.activations, network.cost), x=x, origin=origin)


def _at_most(array: Array, size: Array, most: float) -> Array:
    """The array times the power of two that takes the largest `size` to `most` or less."""
    _, exponent = np.frexp(size.max() / most)
    return np.asarray(np.ldexp(array, -exponent))
