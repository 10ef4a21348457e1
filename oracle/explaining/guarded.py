"""Guards in the denominators of ∇_a C: an ε that was added to keep it from zero, where the cost has none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.parts import WrongPart
from nablacheck.reference.backprop import Pass
from nablacheck.reference.costs import COSTS

Array = Any
GUARDS = (*(10.0**-k for k in range(3, 17)), *(float(np.finfo(dtype).eps) for dtype in ("float32", "float64")))
"""What people add inside a logarithm, or to a denominator, to keep it from zero."""
Denominator = tuple[str, Callable[[Array, Array, Any, float], Array]]


def binary_a(a: Array, y: Array, xp: Any, e: float, first: int = 1, second: int = 1) -> Array:
    """(1 − y)/(1 − a + ε) − y/(a + ε), with ε in one of the two denominators or in both"""
    return (1 - y) / (1 - a + second * e) - y / (a + first * e)


def classes_a(a: Array, y: Array, xp: Any, e: float) -> Array:
    """−y/(a + ε)"""
    return -y / (a + e)


DENOMINATORS: dict[str, tuple[Denominator, ...]] = {
    "cross-entropy": (("a(1 − a)", lambda a, y, xp, e: (a - y) / (a * (1 - a) + e)), ("a and 1 − a", binary_a)),
    "categorical-cross-entropy": (("a", classes_a),),
}
"""By the name of a registered cost: where ∇_a C divides, and ∇_a C with a guard ε there."""
SAYS = "δ^L has a guard: {e:g} is added to the denominator {below} of ∇_a C ({below} + {e:g})"


def guarded(t: Pass, l: int) -> Iterator[WrongPart]:
    """δ^L with each guard in each place."""
    own = t.problem.network.cost
    for below, nabla_a in DENOMINATORS.get(own.family, ()) if l == t.L and own is COSTS[own.family] else ():
        for e in GUARDS:
            name, says = f"guard in a denominator, {e:g} in {below}", SAYS.format(e=e, below=below)
            yield WrongPart(name, says, partial(_delta, nabla_a, e))


def _delta(nabla_a: Callable[[Array, Array, Any, float], Array], e: float, t: Pass, l: int) -> Array:
    return t.per_example(nabla_a(t.a[l], t.y, t.xp, e)) * t.prime(l)
