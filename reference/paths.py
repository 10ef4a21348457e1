"""The big picture of the book as a program: the gradient as the sum over all paths through the network, (47)–(53).

A small change of a weight changes an activation, which changes the activations of the next layer, and so on to the cost.
Every way that the change can take contributes the product of the rates along it. The sum is exponential in the depth, and
equal to what backpropagation computes at once; the two share the forward pass and the entries for σ and C, and no line of
BP1–BP4.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, product
from operator import mul

import numpy as np

from nablacheck.reference.arithmetic import FLOAT, Arithmetic, Array
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.errors import InputError, check_handed_in
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

Path = tuple[int, ...]
"""The neurons j, q, …, n, m that a path passes in the layers l, l + 1, …, L − 1, L."""

MOST = 2**14
"""The most paths that are summed: about a second in floats, ten in balls."""


def paths(problem: Problem, arithmetic: Arithmetic = FLOAT, most: int = MOST) -> Gradient:
    """∂C/∂w^l_jk, the rate in ΔC ≈ ∂C/∂w^l_jk Δw^l_jk (47), as the sum over all paths to the cost, (52) and (53).

    So is ∂C/∂b^l_j. Where σ mixes the neurons of its layer, as softmax does, w^l_jk moves every a^l_i, and a path may begin
    at any of them; for an elementwise σ those with i ≠ j contribute exactly 0. The problem has no leading axes. InputError
    for more than `most` paths.
    """
    _check(problem, most)
    rates = Rates(problem, arithmetic)
    with arithmetic.working():
        nabla_b, nabla_w = {}, {}
        for l in problem.network.w:
            ways = [(path[0], rates.along(path)) for path in from_layer(l, problem.network)]
            nabla_b[l] = sum((along * rates.da_db(l, i)).sum(axis=-1, keepdims=True) for i, along in ways)
            nabla_w[l] = sum((along * rates.da_dw(l, i)).sum(axis=-1) for i, along in ways)
        return Gradient(nabla_b, nabla_w, rates.t.cost)


def count(network: Network) -> int:
    """The number of paths from a neuron to the cost: Σ_l n_l n_{l+1} ⋯ n_L."""
    return sum(accumulate((network.widths[l] for l in reversed(network.w)), mul))


def from_layer(l: int, network: Network) -> Iterator[Path]:
    """Every path from a neuron of layer l to the cost."""
    return product(*(range(network.widths[r]) for r in range(l, network.L + 1)))


def _check(problem: Problem, most: int) -> None:
    check_handed_in(problem=(problem, Problem))
    if problem.x.ndim > 2:
        raise InputError(f"x has shape {problem.x.shape}; paths are summed for one draw of the numbers: take problem.draw(0).")
    if (number := count(problem.network)) > most:
        raise InputError(
            f"the network {problem.network} has {number} paths from its neurons to the cost; at most {most} are summed one "
            f"by one: take fewer or narrower layers, or backprop, which gives the same gradient."
        )


class Rates:
    """The rates of change along the edges of a network, factors of (51); the last axis of each is the m examples.

    The problem has no leading axes.
    """

    def __init__(self, problem: Problem, arithmetic: Arithmetic = FLOAT) -> None:
        self.xp, self.dtype, self.n, self.L = arithmetic, problem.dtype, problem.network.widths, problem.network.L
        self.t = forward(Pass(problem, arithmetic))
        with arithmetic.working():
            self.dc_da = self.t.nabla_a
            self.edges = {l: [self.da_da(l, q) for q in range(self.n[l])] for l in range(3, self.L + 1)}

    def da_dz(self, l: int, q: int) -> Array:
        """∂a^l_q/∂z^l_p for every p, (n_l, m): for an elementwise σ it is σ′(z^l_q) at p = q, and 0 elsewhere."""
        unit = self.xp.lift(np.eye(self.n[l], dtype=self.dtype)[:, [q]])
        return unit * self.t.prime(l)

    def da_db(self, l: int, j: int) -> Array:
        """∂a^l_j/∂b^l_p for every p, (n_l, m): a bias moves its own z^l_p, and just as much."""
        return self.da_dz(l, j)

    def da_dw(self, l: int, j: int) -> Array:
        """∂a^l_j/∂w^l_pk = ∂a^l_j/∂z^l_p a^{l-1}_k for every p and k, (n_l, n_{l-1}, m), the rate in (48)."""
        return self.da_dz(l, j)[:, None] * self.t.a[l - 1][None]

    def da_da(self, l: int, q: int) -> Array:
        """∂a^l_q/∂a^{l-1}_j = Σ_p ∂a^l_q/∂z^l_p w^l_pj for every j, (n_{l-1}, m), the rate in (49)."""
        return self.t.w[l].mT @ self.da_dz(l, q)

    def along(self, path: Path) -> Array:
        """∂C/∂a^L_m ∂a^L_m/∂a^{L-1}_n ⋯ ∂a^{l+1}_q/∂a^l_j for the path j, q, …, n, m; a number an example.

        Times ∂a^l_j/∂w^l_jk Δw^l_jk, as in (50) for the first step, it is the change (51) of the cost by this path.
        """
        l = self.L + 1 - len(path)
        at = dict(enumerate(path, start=l))
        rate = self.dc_da[at[self.L]]
        for r in reversed(range(l, self.L)):
            rate = rate * self.edges[r + 1][at[r + 1]][at[r]]
        return rate
