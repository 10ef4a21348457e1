"""Finite differences, (46) and its central form: witnesses that know the cost and nothing of backpropagation.

A difference is taken along directions: the rows of a matrix (K, P), vectors of all P weights and biases like `Network.vector`.
A unit vector gives one partial derivative, a direction of random signs checks every parameter with two costs. The mean value
theorem judges it (`oracle.judging.mean_value`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nablacheck.adapters.contract import Adapter
from nablacheck.reference.arithmetic import FLOAT, FLOAT64, Arithmetic
from nablacheck.reference.backprop import Pass
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.graphs.either import begun, come_forward, places
from nablacheck.reference.graphs.graph_problem import AnyProblem
from nablacheck.reference.problem import Problem

Array = Any


def units(problem: AnyProblem) -> Array:
    """Every unit vector of the parameters, as rows."""
    return np.eye(problem.network.count)


def moved(problem: AnyProblem, directions: Array, h: Array, arithmetic: Arithmetic) -> Pass:
    """The pass at parameters + h · direction: leading axis K, then the draws of the problem; h is one number a draw."""
    t, step = begun(problem, arithmetic), np.asarray(h)[..., None, None]
    draws = (1,) * (problem.x.ndim - 2)
    along = problem.network.split(directions.reshape(-1, *draws, directions.shape[-1]))
    for name, (mine, at) in places(t).items():
        mine[at] = mine[at] + arithmetic.lift(along[name]) * step
    return t


def central(problem: AnyProblem, directions: Array, h: Array, arithmetic: Arithmetic = FLOAT) -> Array:
    """(C(w + hv) − C(w − hv)) / 2h along each direction v; (K, draws)"""
    with arithmetic.working():
        plus, minus = (come_forward(moved(problem, directions, step, arithmetic)).cost for step in (h, -h))
        return (plus - minus) / (2 * h)


def one_sided(problem: AnyProblem, directions: Array, h: Array, arithmetic: Arithmetic = FLOAT) -> Array:
    """(C(w + hv) − C(w)) / h along each direction v, (46); (K, draws)"""
    with arithmetic.working():
        plus, here = (come_forward(moved(problem, directions, step, arithmetic)).cost for step in (h, 0 * h))
        return (plus - here) / h


def gradient(problem: Problem) -> Gradient:
    """∇b and ∇w by central differences, one parameter at a time; h is the power of two next to u^(1/3)."""
    h = 2.0 ** np.rint(np.log2(FLOAT64.u) / 3)
    return Gradient.of(problem.network.split(central(problem, units(problem), np.asarray(h))))


ADAPTERS = {
    "finite-differences": Adapter(
        "finite-differences", "numpy", gradient, dtypes=("float64",), differences=True, bias_last=True
    )
}
