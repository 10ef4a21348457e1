"""The catalogue of mistakes that people make when they write backpropagation by hand, each a replaced equation.

A mistake is data: the same table drives the tests that plant it and the diagnosis that names it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nablacheck.oracle.explaining.cost_gradients import not_quadratic, residual
from nablacheck.oracle.explaining.parts import as_wide, batch, elementwise, of_softmax
from nablacheck.oracle.explaining.sent_back import back, incoming
from nablacheck.reference.backprop import BOOK, Equation, Equations, Pass, bp2
from nablacheck.reference.errors import InputError

Array = Any
Applies = Callable[[Pass, int], bool]


@dataclass(frozen=True)
class Mistake:
    """A named wrong equation: which one it replaces, what it gives at layer l, and where it can be made at all."""

    name: str
    equation: str
    says: str
    gives: Equation
    applies: Applies = lambda t, l: True

    def __reduce__(self) -> tuple[Callable[..., Mistake], tuple[Any, ...]]:
        """One of the catalogue is pickled and copied by its place there; of another one, what it says."""
        place = next((place for place, known in enumerate(CATALOGUE) if known is self), None)
        if place is not None:
            return _of_catalogue, (place,)
        return Mistake, (self.name, self.equation, self.says, _left_behind)

    def table(self, layers: frozenset[int], equations: Equations = BOOK) -> Equations:
        """The equations with the mistake made at some layers."""
        field = self.equation.lower()
        right: Equation = getattr(equations, field)
        wrong: Equation = lambda t, l: self.gives(t, l) if l in layers else right(t, l)
        return Equations(**{**vars(equations), field: wrong})


def _of_catalogue(place: int) -> Mistake:
    return CATALOGUE[place]


def _left_behind(t: Pass, l: int) -> Array:
    raise InputError("the equation of a mistake that is in no catalogue stays in the process that made it.")


def _diagonal(t: Pass, l: int) -> Array:
    """The diagonal of softmax's Jacobian"""
    return t.sigma(l) * (1 - t.sigma(l))


def _last(array: Array) -> Array:
    return array[..., -1:]


def _shifted(array: Array, m: int) -> Array:
    """Every example with the activation of the one before it."""
    return array[..., [m - 1, *range(m - 1)]]


CATALOGUE: tuple[Mistake, ...] = (
    Mistake("sigma prime missing at the output", "BP1", "δ^L is ∇_a C, without ⊙ σ′(z^L)", lambda t, l: t.nabla_a),
    Mistake(
        "sigma prime of a at the output",
        "BP1",
        "σ′(a^L) was used where BP1 says σ′(z^L)",
        lambda t, l: t.nabla_a * t.prime_at(l, t.a[l]),
        elementwise,
    ),
    Mistake(
        "extra sigma prime",
        "BP1",
        "δ^L is (a^L − y) ⊙ σ′(z^L), as under the quadratic cost",
        lambda t, l: residual(t, l) * t.prime(l),
        not_quadratic,
    ),
    Mistake(
        "error without sigma prime",
        "BP1",
        "δ^L is a^L − y, which is right only where the cost cancels σ′",
        residual,
        not_quadratic,
    ),
    Mistake(
        "extra diagonal of softmax",
        "BP1",
        "δ^L is (a^L − y) ⊙ a^L(1 − a^L), as under the quadratic cost of a sigmoid",
        lambda t, l: residual(t, l) * _diagonal(t, l),
        lambda t, l: of_softmax(t, l) and not_quadratic(t, l),
    ),
    Mistake(
        "diagonal of softmax at the output",
        "BP1",
        "only the diagonal a(1 − a) of softmax's Jacobian was used",
        lambda t, l: t.nabla_a * _diagonal(t, l),
        of_softmax,
    ),
    Mistake("sigma prime missing", "BP2", "(w^{l+1})ᵀ δ^{l+1} was sent back without ⊙ σ′(z^l)", back),
    Mistake(
        "sigma prime of a",
        "BP2",
        "σ′(a^l) was used where BP2 says σ′(z^l)",
        lambda t, l: back(t, l) * t.prime_at(l, t.a[l]),
        elementwise,
    ),
    Mistake(
        "sigma prime of another layer",
        "BP2",
        "σ′(z^{l+1}) was used where BP2 says σ′(z^l)",
        lambda t, l: back(t, l) * t.prime(l + 1),
        as_wide(0, 1),
    ),
    Mistake(
        "w not transposed",
        "BP2",
        "w^{l+1} was used where BP2 says (w^{l+1})ᵀ",
        lambda t, l: (t.w[l + 1] @ t.delta[l + 1]) * t.prime(l),
        as_wide(0, 1),
    ),
    Mistake(
        "error instead of delta",
        "BP2",
        "the incoming gradient was sent back, without σ′ of the layers above: (w^{l+1})ᵀ multiplies it, not δ^{l+1}",
        lambda t, l: bp2(t.w[l + 1], incoming(t, l + 1), t.prime(l)),
    ),
    Mistake(
        "diagonal of softmax",
        "BP2",
        "only the diagonal a(1 − a) of softmax's Jacobian was used",
        lambda t, l: back(t, l) * _diagonal(t, l),
        of_softmax,
    ),
    Mistake(
        "bias averaged",
        "BP3",
        "∇b is the mean over the examples where BP3 has the sum",
        lambda t, l: BOOK.bp3(t, l) / t.m,
        batch,
    ),
    Mistake(
        "bias of the last example",
        "BP3",
        "∇b was overwritten, not accumulated: only the last example is in it",
        lambda t, l: _last(t.delta[l]),
        batch,
    ),
    Mistake(
        "bias summed over the layer",
        "BP3",
        "δ was summed over the neurons too",
        lambda t, l: 0 * BOOK.bp3(t, l) + t.delta[l].sum(axis=(-2, -1), keepdims=True),
        lambda t, l: t.problem.network.widths[l] > 1,
    ),
    Mistake("bias never trained", "BP3", "∇b is zero", lambda t, l: 0 * BOOK.bp3(t, l)),
    Mistake(
        "weights averaged",
        "BP4",
        "∇w is the mean over the examples where BP4 has the sum",
        lambda t, l: BOOK.bp4(t, l) / t.m,
        batch,
    ),
    Mistake(
        "weights of the last example",
        "BP4",
        "∇w was overwritten, not accumulated: only the last example is in it",
        lambda t, l: _last(t.delta[l]) @ _last(t.a[l - 1]).mT,
        batch,
    ),
    Mistake(
        "activation of another layer",
        "BP4",
        "a^l was used where BP4 says a^{l-1}",
        lambda t, l: t.delta[l] @ t.a[l].mT,
        as_wide(0, -1),
    ),
    Mistake(
        "z instead of a",
        "BP4",
        "z^{l-1} was used where BP4 says a^{l-1}",
        lambda t, l: t.delta[l] @ t.z[l - 1].mT,
        lambda t, l: l > 2,
    ),
    Mistake(
        "gradient transposed",
        "BP4",
        "∇w is a^{l-1} (δ^l)ᵀ, the transpose of what BP4 says",
        lambda t, l: BOOK.bp4(t, l).mT,
        as_wide(0, -1),
    ),
    Mistake(
        "stale activation",
        "BP4",
        "each example was multiplied with the activation of the one before it",
        lambda t, l: t.delta[l] @ _shifted(t.a[l - 1], t.m).mT,
        batch,
    ),
    Mistake("weights never trained", "BP4", "∇w is zero", lambda t, l: 0 * BOOK.bp4(t, l)),
)


KNOWN = {mistake.name: mistake for mistake in CATALOGUE}


def known(name: str, equation: str) -> Mistake | None:
    """The mistake of the catalogue that is called so, if it is one in that equation."""
    mistake = KNOWN.get(name)
    return mistake if mistake and mistake.equation == equation else None


def updated_weights(learning_rate: float) -> Mistake:
    """BP2 with the weights that the step has already changed."""

    def gives(t: Pass, l: int) -> Array:
        step = BOOK.bp4(t, l + 1) * learning_rate
        return bp2(t.w[l + 1] - step, t.delta[l + 1], t.prime(l))

    return Mistake("weights already updated", "BP2", "BP2 used w^{l+1} after the step, not before it", gives)


def catalogue(learning_rate: float | None = None) -> tuple[Mistake, ...]:
    """Every mistake; those of an update only where the learning rate is known."""
    return CATALOGUE if learning_rate is None else (*CATALOGUE, updated_weights(learning_rate))
