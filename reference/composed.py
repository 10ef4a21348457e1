"""Entries whose derivative is that of their own formula, as a framework takes it that differentiates the formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Array
from nablacheck.reference.costs import Cost, PulledBack
from nablacheck.reference.problem import Problem
from nablacheck.reference.pullbacks import SMOOTH, Pullbacks
from nablacheck.reference.reverse import derivative


def composed_activation(entry: Activation, pullbacks: Pullbacks = SMOOTH) -> Activation:
    """The activation whose derivative is that of its formula, as a framework takes it."""

    def vjp(z: Array, a: Array, cotangent: Array, xp: Any) -> Array:
        return derivative(entry.value, z, xp, pullbacks, cotangent)

    return entry.variant(prime=None, vjp=vjp, kinks={})


def composed_cost(entry: Cost, pullbacks: Pullbacks = SMOOTH) -> Cost:
    """The cost whose gradient is that of its formula, as a framework takes it."""

    def by(a: Array, y: Array, share: Any, xp: Any) -> Array:
        return derivative(lambda a, tape: entry.value(a, y, tape), a, xp, pullbacks, share)

    return entry.variant(nabla_a=PulledBack(by), kinked=False)


def composed(problem: Problem, composes: Callable[[Any], bool], pullbacks: Pullbacks = SMOOTH) -> Problem:
    """The problem in which the entries that `composes` picks have the derivative of their formula."""
    network = problem.network
    if not any(composes(entry) for entry in (*network.activations.values(), network.cost)):
        return problem
    activations = {l: composed_activation(s, pullbacks) if composes(s) else s for l, s in network.activations.items()}
    cost = composed_cost(network.cost, pullbacks) if composes(network.cost) else network.cost
    return replace(problem, network=network.with_entries(activations, cost))
