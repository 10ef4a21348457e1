"""Finite differences, (46) and its central form: witnesses that know the cost and nothing of backpropagation.

A difference is taken along directions, vectors in the space of all P weights and biases and rows of a matrix (K, P): a unit
vector gives one partial derivative, a direction of random signs checks every parameter with two costs. The mean value
theorem judges it (`oracle/judging/mean_value.py`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.reference.arithmetic import FLOAT, FLOAT64, Arithmetic
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.network import Gradient, Problem

Array = Any


def units(problem: Problem) -> Array:
    """Every unit vector of the parameters, as rows."""
    return np.eye(parameters(problem))


def parameters(problem: Problem) -> int:
    """The number of weights and biases."""
    return sum(math.prod(shape) for shape in _shapes(problem).values())


def _shapes(problem: Problem) -> dict[tuple[str, int], tuple[int, int]]:
    """The parameters in the order in which vectors hold them: b^2, …, b^L, then w^2, …, w^L, row by row."""
    network = problem.network
    named = [("b", l, network.b[l]) for l in network.b] + [("w", l, network.w[l]) for l in network.w]
    return {(name, l): array.shape[-2:] for name, l, array in named}


def matrices(vectors: Array, problem: Problem) -> tuple[dict[int, Array], dict[int, Array]]:
    """Vectors of parameters (…, P) as w[l] (…, n_l, n_{l-1}) and b[l] (…, n_l, 1)."""
    w: dict[int, Array] = {}
    b: dict[int, Array] = {}
    start = 0
    for (name, l), shape in _shapes(problem).items():
        stop = start + math.prod(shape)
        (b if name == "b" else w)[l] = vectors[..., start:stop].reshape(*vectors.shape[:-1], *shape)
        start = stop
    return w, b


def moved(problem: Problem, directions: Array, h: Array, arithmetic: Arithmetic) -> Pass:
    """The pass at parameters + h · direction: leading axis K, then the draws of the problem; h is one number a draw."""
    t, step = Pass(problem, arithmetic), np.asarray(h)[..., None, None]
    draws = (1,) * (problem.x.ndim - 2)
    along_w, along_b = matrices(directions.reshape(-1, *draws, directions.shape[-1]), problem)
    for mine, along in ((t.w, along_w), (t.b, along_b)):
        for l in mine:
            mine[l] = mine[l] + arithmetic.lift(along[l]) * step
    return t


def central(problem: Problem, directions: Array, h: Array, arithmetic: Arithmetic = FLOAT) -> Array:
    """(C(w + hv) − C(w − hv)) / 2h along each direction v; (K, draws)"""
    with arithmetic.working():
        plus, minus = (forward(moved(problem, directions, step, arithmetic)).cost for step in (h, -h))
        return (plus - minus) / (2 * h)


def one_sided(problem: Problem, directions: Array, h: Array, arithmetic: Arithmetic = FLOAT) -> Array:
    """(C(w + hv) − C(w)) / h along each direction v, (46); (K, draws)"""
    with arithmetic.working():
        plus, here = (forward(moved(problem, directions, step, arithmetic)).cost for step in (h, 0 * h))
        return (plus - here) / h


def gradient(problem: Problem) -> Gradient:
    """∇b and ∇w by central differences, one parameter at a time; h is the power of two next to u^(1/3)."""
    h = 2.0 ** np.rint(np.log2(FLOAT64.u) / 3)
    quotients = central(problem, units(problem), np.asarray(h))
    nabla_w, nabla_b = matrices(quotients, problem)
    return Gradient(nabla_b, nabla_w)


ADAPTERS = {"finite-differences": Adapter("finite-differences", "numpy", gradient, dtypes=("float64",), differences=True)}
