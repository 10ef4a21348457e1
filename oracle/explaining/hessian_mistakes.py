"""What people get wrong in H v: a rate that is left out of an equation, a factor, a direction that is not used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.judges import as_computed
from nablacheck.reference.backprop import BOOK, Equations, Pass, backprop, bp1, bp2, bp4, feed
from nablacheck.reference.duals import Dual
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.hessian_vector import hessian_vector
from nablacheck.reference.problem import Problem

Array = Any


def _at_rest(x: Any) -> Any:
    """A number as if it did not move; a vector-Jacobian product, which is none, stays what it is."""
    return Dual(x.value, None, x.xp) if isinstance(x, Dual) else x


WITHOUT_BEND = replace(
    BOOK,
    bp1=lambda t, l: bp1(t.nabla_a, _at_rest(t.prime(l))),
    bp2=lambda t, l: bp2(t.w[l + 1], t.delta[l + 1], _at_rest(t.prime(l))),
)
WITHOUT_WEIGHTS = replace(BOOK, bp2=lambda t, l: bp2(_at_rest(t.w[l + 1]), t.delta[l + 1], t.prime(l)))
WITHOUT_OUTPUTS = replace(BOOK, bp4=lambda t, l: bp4(_at_rest(t.a[l - 1]), t.delta[l]))


def _first_alone(t: Pass, l: int) -> Array:
    """ż^l = ẇ^l a^{l-1} + ḃ^l, where what the layer before moves is forgotten."""
    return feed(t.w[l], _at_rest(t.a[l - 1]), t.b[l])


TABLES: dict[str, Equations] = {
    "σ″ was left out: δ moves as if σ′ did not": WITHOUT_BEND,
    "(ẇ^{l+1})ᵀ δ^{l+1} was left out of BP2: the weights do not move on the way back": WITHOUT_WEIGHTS,
    "δ^l (ȧ^{l-1})ᵀ was left out of BP4: the activations do not move": WITHOUT_OUTPUTS,
    "w^l ȧ^{l-1} was left out of (23): no layer moves the next": replace(BOOK, z=_first_alone),
    "the Gauss-Newton matrix took the place of H: how C bends by the outputs, sent back at rest": replace(
        BOOK,
        bp1=WITHOUT_BEND.bp1,
        bp2=lambda t, l: bp2(_at_rest(t.w[l + 1]), t.delta[l + 1], _at_rest(t.prime(l))),
        bp4=WITHOUT_OUTPUTS.bp4,
    ),
}
"""By what was done, the equations that do it."""


def of_product(problem: Problem, along: Array, given: Gradient, adapter: Adapter) -> tuple[str, ...]:
    """What predicts every entry of an H v that is wrong."""
    return tuple(
        f"{says} (predicts all {sum(np.size(part) for part in given.slopes.values())} entries)"
        for says, predicted in _predictions(as_computed(problem, adapter), along, adapter)
        if _contains(predicted, given)
    )


def _contains(predicted: Gradient, given: Gradient) -> bool:
    return all(np.all(ball.contains(given.slopes[name]) & np.isfinite(ball.rad)) for name, ball in predicted.slopes.items())


def _predictions(problem: Problem, along: Array, adapter: Adapter) -> Iterator[tuple[str, Gradient]]:
    xp = adapter.balls(problem.dtype)

    def product(direction: Array, equations: Equations = BOOK) -> Gradient:
        return hessian_vector(problem, direction, xp, adapter.kinks, adapter.kinks_ahead, adapter.pullbacks, equations)

    yield "this is ∇C: the direction was not used", backprop(problem, arithmetic=xp, kinks=adapter.kinks).gradient
    yield "this is H times ones: the direction was not used", product(np.ones_like(along))
    right, m = product(along), problem.batch
    with xp.working():
        for factor, says in ((2, "2"), (0.5, "½"), (-1, "−1"), (m, "m"), (1 / m, "1/m")):
            yield f"this is H v times {says}", right.map(lambda part, c=factor: part * c)  # type: ignore[misc]
    for says, equations in TABLES.items():
        yield says, product(along, equations)
