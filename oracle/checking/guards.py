"""Guards: an ε that keeps a logarithm or a denominator from 0, in each of the places where people put it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from nablacheck.oracle.checking.suspected import Suspicion
from nablacheck.oracle.explaining.guarded import DENOMINATORS, GUARDS, SAYS, binary_a, classes_a
from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.activations.rows import softmax_of
from nablacheck.reference.activations.smooth import logistic
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

Array = Any
Guarded = tuple[str, Callable[..., Array], Callable[..., Array]]
"""Where a guard ε is added, with C_x and ∂C_x/∂a that have it: functions of a, y, xp and ε."""


def _binary(a: Array, y: Array, xp: Any, e: float, first: int = 1, second: int = 1) -> Array:
    return -(y * xp.log(a + first * e) + (1 - y) * xp.log(1 - a + second * e))


def _binary_shifted(a: Array, y: Array, xp: Any, e: float) -> Array:
    return -(y * xp.log(a + e) + (1 - y) * xp.log(1 - (a + e)))


def _binary_shifted_a(a: Array, y: Array, xp: Any, e: float) -> Array:
    return (1 - y) / (1 - (a + e)) - y / (a + e)


def _classes(a: Array, y: Array, xp: Any, e: float) -> Array:
    return -y * xp.log(a + e)


OUTPUT = "to the output"
PROBABILITIES: dict[str, tuple[Guarded, ...]] = {
    "cross-entropy": (
        (OUTPUT, _binary, binary_a),
        (OUTPUT, _binary_shifted, _binary_shifted_a),
        ("in log a alone", partial(_binary, second=0), partial(binary_a, second=0)),
        ("in log(1 − a) alone", partial(_binary, first=0), partial(binary_a, first=0)),
    ),
    "categorical-cross-entropy": ((OUTPUT, _classes, classes_a),),
}
"""By the name of a registered cost of probabilities: the guarded logarithms, with their derivatives."""
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
            for place, value, nabla_a in forms:
                for e in GUARDS:
                    says = f"the cost has a guard: {e:g} is added {place}"
                    yield _suspicion(says, own.variant(value=_at(value, e), nabla_a=_at(nabla_a, e), cancelled=None))
                    yield _suspicion(f"{says}, and not in the gradient", own.variant(value=_at(value, e)))
    for family, (inner, sigma) in LOGITS.items():
        if own is COSTS[family]:
            for place, value, _ in PROBABILITIES[inner]:
                for e in GUARDS:
                    where = "to the probability" if place is OUTPUT else place
                    says = f"the cost has a guard: {e:g} is added {where}, and not in the gradient"
                    yield _suspicion(says, own.variant(value=_of_logits(value, sigma, e)))


def guarded_denominators(problem: Problem) -> Iterator[Suspicion]:
    """Guards in a denominator of ∇_a C, where the cost has none: not the exact gradient of anything."""
    own = problem.network.cost
    for family, forms in DENOMINATORS.items():
        if own is COSTS[family]:
            for below, nabla_a in forms:
                for e in GUARDS:
                    yield _suspicion(SAYS.format(e=e, below=below), own.variant(nabla_a=_at(nabla_a, e), cancelled=None))


def guarded_softmax(problem: Problem) -> Iterator[Suspicion]:
    """Guards in the denominator of a softmax at the output, with the largest z taken off before and without."""
    network = problem.network
    if network.activations[network.L] is ACTIVATIONS["softmax"]:
        for value in (_softmax, _softmax_as_it_stands):
            for e in GUARDS:
                says = f"softmax has a guard: {e:g} is added to Σ e^z (equation (23), layer {network.L})"
                yield Suspicion(says, "", partial(_with_softmax, partial(_guarded_softmax, value, e)))


def _softmax(z: Array, xp: Any, e: float) -> Array:
    return _softmax_as_it_stands(z - xp.max(z, axis=-2), xp, e)


def _softmax_as_it_stands(z: Array, xp: Any, e: float) -> Array:
    each = xp.exp(z)
    return each / (each.sum(axis=-2, keepdims=True) + e)


def _guarded_softmax(value: Callable[..., Array], e: float, z: Array, xp: Any) -> Array:
    return value(z, xp, e)


def _with_softmax(value: Callable[..., Array], problem: Problem) -> Problem:
    """The problem whose output layer has another value in place of softmax, and the derivative that softmax has of it."""
    network = problem.network
    sigma: Activation = network.activations[network.L].variant(value=value)
    return replace(problem, network=network.with_entries({**network.activations, network.L: sigma}, network.cost))


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
