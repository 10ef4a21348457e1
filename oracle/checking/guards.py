"""Costs with a guard: an ε that keeps a logarithm or a denominator from 0, in each of the places where people put it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from nablacheck.oracle.checking.suspected import Suspicion
from nablacheck.reference.activations.rows import softmax_of
from nablacheck.reference.activations.smooth import logistic
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.network import Network, Problem

Array = Any
GUARDS = tuple(10.0**-k for k in range(4, 17))
"""What people add inside a logarithm, or to a denominator, to keep it from zero."""
Guarded = tuple[Callable[..., Array], Callable[..., Array]]
"""C_x and ∂C_x/∂a with a guard ε: functions of a, y, xp and ε."""


def _binary(a: Array, y: Array, xp: Any, e: float) -> Array:
    return -(y * xp.log(a + e) + (1 - y) * xp.log(1 - a + e))


def _binary_a(a: Array, y: Array, xp: Any, e: float) -> Array:
    return (1 - y) / (1 - a + e) - y / (a + e)


def _binary_shifted(a: Array, y: Array, xp: Any, e: float) -> Array:
    return -(y * xp.log(a + e) + (1 - y) * xp.log(1 - (a + e)))


def _binary_shifted_a(a: Array, y: Array, xp: Any, e: float) -> Array:
    return (1 - y) / (1 - (a + e)) - y / (a + e)


def _classes(a: Array, y: Array, xp: Any, e: float) -> Array:
    return -y * xp.log(a + e)


def _classes_a(a: Array, y: Array, xp: Any, e: float) -> Array:
    return -y / (a + e)


PROBABILITIES: dict[str, tuple[Guarded, ...]] = {
    "cross-entropy": ((_binary, _binary_a), (_binary_shifted, _binary_shifted_a)),
    "categorical-cross-entropy": ((_classes, _classes_a),),
}
"""By the name of a registered cost of probabilities: the guarded logarithms, with their derivatives."""
DENOMINATORS: dict[str, tuple[tuple[str, Callable[..., Array]], ...]] = {
    "cross-entropy": (("a(1 − a)", lambda a, y, xp, e: (a - y) / (a * (1 - a) + e)), ("a and 1 − a", _binary_a)),
    "categorical-cross-entropy": (("a", _classes_a),),
}
LOGITS = {
    "cross-entropy-with-logits": ("cross-entropy", logistic),
    "categorical-cross-entropy-with-logits": ("categorical-cross-entropy", softmax_of),
    "label-cross-entropy": ("categorical-cross-entropy", softmax_of),
    "safe-softmax-cross-entropy": ("categorical-cross-entropy", softmax_of),
}
"""Costs of logits: the cost of probabilities, and the function that makes those."""


def guards(problem: Problem) -> Iterator[Suspicion]:
    """The costs with a guard that are the gradient's, or the returned number's alone: right code, with a note."""
    own = problem.network.cost
    for family, forms in PROBABILITIES.items():
        if own is COSTS[family]:
            for value, nabla_a in forms:
                for e in GUARDS:
                    says = f"the cost has a guard: {e:g} is added to the output"
                    yield _suspicion(says, own.variant(value=_at(value, e), nabla_a=_at(nabla_a, e), cancelled=None))
                    yield _suspicion(f"{says}, and not in the gradient", own.variant(value=_at(value, e)))
    for family, (inner, sigma) in LOGITS.items():
        if own is COSTS[family]:
            for value, _ in PROBABILITIES[inner]:
                for e in GUARDS:
                    says = f"the cost has a guard: {e:g} is added to the probability, and not in the gradient"
                    yield _suspicion(says, own.variant(value=_of_logits(value, sigma, e)))


def guarded_denominators(problem: Problem) -> Iterator[Suspicion]:
    """Guards in a denominator of ∇_a C, where the cost has none: not the exact gradient of anything."""
    own = problem.network.cost
    for family, forms in DENOMINATORS.items():
        if own is COSTS[family]:
            for below, nabla_a in forms:
                for e in GUARDS:
                    says = f"δ^L has a guard: {e:g} is added to the denominator {below} of ∇_a C ({below} + {e:g})"
                    yield _suspicion(says, own.variant(nabla_a=_at(nabla_a, e), cancelled=None))


def _at(formula: Callable[..., Array], e: float) -> Callable[..., Array]:
    return partial(_guarded, formula, e)


def _guarded(formula: Callable[..., Array], e: float, a: Array, y: Array, xp: Any) -> Array:
    """A formula with its guard."""
    return formula(a, y, xp, e)


def _of_logits(value: Callable[..., Array], sigma: Callable[..., Array], e: float) -> Callable[..., Array]:
    return partial(_guarded_of_logits, value, sigma, e)


def _guarded_of_logits(
    value: Callable[..., Array], sigma: Callable[..., Array], e: float, a: Array, y: Array, xp: Any
) -> Array:
    """The same of probabilities that are made of logits first."""
    return value(sigma(a, xp), y, xp, e)


def _suspicion(says: str, cost: Cost) -> Suspicion:
    def other(problem: Problem) -> Problem:
        network = problem.network
        return replace(problem, network=Network(network.w, network.b, network.activations, cost))

    return Suspicion(says, "", other, changed={})
