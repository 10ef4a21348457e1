"""The 22 faults of the first comparison: one wrong gradient each of 784-30-10, sigmoid, batch 10, float64; and the control.

From a relative error of 1e-9 in one weight among 23,520 to 1/n missing everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.oracle.trust.faults import RANKS, put, take
from nablacheck.reference.gradient import Trace
from nablacheck.reference.parameters import Layers
from nablacheck.reference.problem import Problem

Array = Any
Wrong = Callable[[Problem, Trace], Trace]

SIZES = tuple(10.0**-k for k in (1, 3, 5, 7, 9))


def faults() -> dict[str, Wrong]:
    """Each fault by its name."""
    named: dict[str, Wrong] = {}
    for rank in ("largest", "middle"):
        for size in SIZES:
            named[f"the {rank} weight's gradient off by {size:.0e}"] = _entry("nabla_w", 2, rank, _off_by(size))
    named["the middle weight's gradient dropped"] = _entry("nabla_w", 2, "middle", lambda g: 0 * g)
    named["the middle weight's gradient negated"] = _entry("nabla_w", 2, "middle", lambda g: -g)
    named["the largest weight's gradient negated"] = _entry("nabla_w", 2, "largest", lambda g: -g)
    for size in SIZES[1:4]:
        named[f"all of ∇w^2 off by {size:.0e}"] = _array("nabla_w", 2, _off_by(size))
    named["1/n missing everywhere"] = _summed
    named["1/n missing in the last bias"] = _summed_bias
    named["a last-layer bias negated"] = _entry("nabla_b", 3, "largest", lambda g: -g)
    named["a first-layer bias negated"] = _entry("nabla_b", 2, "largest", lambda g: -g)
    named["two rows of ∇w^2 swapped"] = _array("nabla_w", 2, lambda g: g[[1, 0, *range(2, len(g))]])
    named["the first column of ∇w^2 zeroed"] = _array("nabla_w", 2, lambda g: np.concatenate([0 * g[:, :1], g[:, 1:]], axis=1))
    return named


def _off_by(size: float) -> Callable[[Array], Array]:
    return lambda g: g * (1 + size)


def _array(letter: str, l: int, change: Callable[[Array], Array]) -> Wrong:
    def wrong(problem: Problem, trace: Trace) -> Trace:
        layers = getattr(trace, letter)
        return replace(trace, **{letter: {**layers, l: change(layers[l])}})

    return wrong


def _entry(letter: str, l: int, rank: str, change: Callable[[Array], Array]) -> Wrong:
    def changed(array: Array) -> Array:
        index = RANKS[rank](array[None])
        return put(array[None], index, change(take(array[None], index)))[0]

    return _array(letter, l, changed)


def _summed(problem: Problem, trace: Trace) -> Trace:
    nabla_b, nabla_w, delta = (_times(problem.batch, part) for part in (trace.nabla_b, trace.nabla_w, trace.delta))
    return replace(trace, nabla_b=nabla_b, nabla_w=nabla_w, delta=delta)


def _summed_bias(problem: Problem, trace: Trace) -> Trace:
    L = problem.network.L
    return replace(trace, nabla_b={**trace.nabla_b, L: trace.nabla_b[L] * problem.batch})


def _times(factor: int, layers: Layers) -> Layers:
    return {l: array * factor for l, array in layers.items()}
