"""What a fast product of matrices could explain: Strassen's method, which the model of rounding does not cover.

It adds blocks before it multiplies them, so an entry may lose what is small beside the largest of the matrices, not beside
its own terms. Of one level, whose seven products of blocks are sums in some order, in the largest norm (Higham 2002, theorem
23.2, after Brent 1970; n₀ = n/2, and only the inner dimension n counts),

    ‖C − fl(C)‖ ≤ (12 (n₀² + 5 n₀) − 5n) u ‖A‖ ‖B‖ + O(u²).

More levels have larger bounds: this one is named where any could be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import Pass

Array = Any
SAYS = (
    "a fast product (one level of Strassen's method) could be off by as much; it is no sum in some order, "
    "so no bound here covers it: see docs/bounds.md"
)


def strassen(inner: int) -> int:
    """The constant of one level, in unit roundoffs times ‖A‖‖B‖; an odd inner dimension is filled up with zeros."""
    half = (inner + 1) // 2
    return 12 * (half * half + 5 * half) - 10 * half


def remarked(verdict: Verdict, letters: Callable[[], Pass]) -> Verdict:
    """The verdict, with one sentence more where what broke first is a product and a fast one could be off by as much."""
    first = verdict.broken[0] if verdict.broken else None
    if first is None or first.layer is None or first.equation not in PRODUCTS:
        return verdict
    return replace(verdict, remarks=(SAYS,)) if could_explain(first, letters()) else verdict


def could_explain(c: Comparison, t: Pass) -> bool:
    """Whether every entry that disagrees is within the bound of Strassen's method for the product of its equation."""
    assert c.layer is not None
    with t.xp.working():
        x, y, factor = PRODUCTS[c.equation](t, c.layer)
        if min(x.shape[-2], x.shape[-1], y.shape[-1]) < 2 or not isinstance(factor, Ball):
            return False
        u = c.ball.model.precision.u
        extra = strassen(x.shape[-1]) * u * _largest(x) * _largest(y) * (abs(factor.mid) + factor.rad)
        return bool(np.all(c.error <= c.ball.rad + extra, where=c.unexplained))


def _largest(ball: Ball) -> Array:
    """The largest norm of a matrix, of each draw."""
    return (abs(ball.mid) + ball.rad).max(axis=(-2, -1), keepdims=True)


PRODUCTS: dict[str, Callable[[Pass, int], tuple[Ball, Ball, Any]]] = {
    "(23) z": lambda t, l: (t.w[l], t.a[l - 1], t.xp.lift(np.ones(()))),
    "BP2": lambda t, l: (t.w[l + 1].mT, t.delta[l + 1], t.prime(l)),
    "BP4": lambda t, l: (t.delta[l], t.a[l - 1].mT, t.xp.lift(np.ones(()))),
}
"""By equation the two matrices, and what an error of their product is multiplied by; that of an activation which mixes is not
known."""
