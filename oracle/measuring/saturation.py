"""A weight learns slowly if its input neuron is low-activation or its output neuron has saturated: measured.

Both are consequences of the equations. By BP4, ∂C/∂w = a_in δ_out, so a weight's partial derivative is as small as a_in; by
BP1 and BP2, δ is something times σ′(z), so it is as small as σ′(z), which is almost 0 where σ is almost flat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.oracle.generating.problems import Architecture, Seeded, problem
from nablacheck.reference.backprop import BOOK, Equations, backward, feedforward
from nablacheck.reference.problem import Problem

Array = Any
DRAWS = 2000
OCTAVES = 2.0 ** np.arange(-14, 1)
"""The bins; those above 1/4 stay empty for σ′ of the sigmoid."""
WIDER = 4
"""The weights and biases of `problems` put most z between −2 and 2; this many times that reaches into saturation."""


@dataclass(frozen=True, eq=False)
class Learning:
    """Vectors: |∂C/∂w_jk| of every weight beside its a_in = a_k, and |δ_j| of every neuron beside its σ′(z_j)."""

    a_in: Array
    nabla_w: Array
    prime: Array
    delta: Array


@dataclass(frozen=True, eq=False)
class Quartiles:
    """Of y, for the x in each bin that is not empty; `x` is the geometric mean of the bin's edges."""

    x: Array
    low: Array
    median: Array
    high: Array


def networks(seed: int = 0, draws: int = DRAWS) -> Problem:
    """Sigmoid networks with random weights and biases, one example each; the draws are the leading axis."""
    architecture = Architecture((10, 10, 10, 10, 5), ("sigmoid",) * 4, "quadratic", 1, 1.0, "contiguous")
    plain = problem(Seeded(seed), architecture, "float64", draws, f"seed {seed}", ("full",)).problem
    parameters = {name: WIDER * array for name, array in plain.network.parameters.items()}
    return Problem(plain.network.with_parameters(parameters), plain.x, plain.y, origin=plain.origin)


def learning(problem: Problem, equations: Equations = BOOK) -> Learning:
    """How fast the layers 3, …, L − 1 learn, in each draw of a problem with sigmoid layers and one example.

    Layer 2 is left out because its a_in is the input and no activation, layer L because its δ is BP1's.
    """
    t = feedforward(problem)
    trace = backward(t, equations)
    hidden = range(3, problem.network.L)
    nabla_w = {l: abs(trace.nabla_w[l]) for l in hidden}
    a_in = {l: np.broadcast_to(trace.a[l - 1].mT, nabla_w[l].shape) for l in hidden}
    prime = {l: t.prime(l) for l in hidden}
    delta = {l: abs(trace.delta[l]) for l in hidden}
    return Learning(*(np.concatenate([part[l].ravel() for l in hidden]) for part in (a_in, nabla_w, prime, delta)))


def quartiles(x: Array, y: Array, edges: Array) -> Quartiles:
    """The quartiles of y by the bin of x, left edge included."""
    place = np.digitize(x, edges)
    bins = [i for i in range(1, len(edges)) if (place == i).any()]
    centres = [np.sqrt(edges[i - 1] * edges[i]) for i in bins]
    three = np.array([np.quantile(y[place == i], [1 / 4, 1 / 2, 3 / 4]) for i in bins])
    return Quartiles(np.array(centres), *three.T)


def by_octaves(learnt: Learning) -> tuple[Quartiles, Quartiles]:
    """|∂C/∂w| by a_in, and |δ| by σ′(z)."""
    return quartiles(learnt.a_in, learnt.nabla_w, OCTAVES), quartiles(learnt.prime, learnt.delta, OCTAVES)
