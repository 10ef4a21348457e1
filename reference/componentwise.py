"""The proof of the book as a program: (23) and (36)–(45) with explicit sums, entry by entry and example by example.

It shares the entries for σ and C with `backprop`, and no line of the equations: an independent check of the vectorised text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import FLOAT, Arithmetic, Array
from nablacheck.reference.errors import check_handed_in
from nablacheck.reference.gradient import Trace
from nablacheck.reference.problem import Problem


def componentwise(problem: Problem, arithmetic: Arithmetic = FLOAT) -> Trace:
    """The trace of a problem without leading axes, by explicit sums over j and k in the given arithmetic."""
    check_handed_in(problem=(problem, Problem))
    with arithmetic.working():
        examples = [Example(example, problem, arithmetic) for example in problem.examples()]
        z, a, delta = (_side_by_side([getattr(example, letter) for example in examples]) for letter in ("z", "a", "delta"))
        nabla_b = {l: sum(example.delta[l] for example in examples) for l in z}
        nabla_w = {l: sum(example.nabla_w(l) for example in examples) for l in z}
        return Trace(nabla_b, nabla_w, sum(example.cost for example in examples), z=z, a=a, delta=delta)


def _side_by_side(columns: list[dict[int, Array]]) -> dict[int, Array]:
    return {l: np.concatenate([column[l] for column in columns], axis=1) for l in columns[0]}


class Example:
    """One example x of a problem; z^l, a^l and δ^l are columns (n_l, 1)."""

    def __init__(self, example: Problem, problem: Problem, arithmetic: Arithmetic) -> None:
        self.xp: Any = arithmetic
        self.m, self.scale = problem.batch, problem.scale
        self.network, self.n, self.L = example.network, example.network.widths, example.network.L
        self.w = {l: arithmetic.lift(w) for l, w in self.network.w.items()}
        self.b = {l: arithmetic.lift(b) for l, b in self.network.b.items()}
        self.y = arithmetic.lift(example.y)
        self.a: dict[int, Array] = {1: arithmetic.lift(example.x)}
        self.z: dict[int, Array] = {}
        self.delta: dict[int, Array] = {}
        for l in range(2, self.L + 1):
            self.z[l] = self._column(l, self._weighted_input)
            self.a[l] = arithmetic.like(self.network.activations[l].value(self.z[l], arithmetic), self.z[l])
        self.delta[self.L] = self._column(self.L, self._output_error)
        for l in reversed(range(2, self.L)):
            self.delta[l] = self._column(l, self._error)

    def _column(self, l: int, entry: Callable[[int, int], Any]) -> Array:
        column = self.xp.like(0, self.b[l]).copy()
        for j in range(self.n[l]):
            column[j, 0] = entry(l, j)
        return column

    def _share(self, term: Any) -> Any:
        """C is the mean over the m examples."""
        return term / self.m * self.scale

    @property
    def cost(self) -> Any:
        """C_x, its share of C"""
        terms = self.network.cost.value(self.a[self.L], self.y, self.xp)
        return self._share(sum(terms[k, 0] for k in range(terms.shape[0])))

    def _weighted_input(self, l: int, j: int) -> Any:
        """z^l_j = Σ_k w^l_jk a^{l-1}_k + b^l_j, the argument of σ in (23), and (43)"""
        return sum(self.w[l][j, k] * self.a[l - 1][k, 0] for k in range(self.n[l - 1])) + self.b[l][j, 0]

    def da_dz(self, l: int, j: int) -> Iterator[tuple[int, Any]]:
        """Every k with ∂a^l_k/∂z^l_j; for an elementwise σ it vanishes for k ≠ j and is σ′(z^l_j) for k = j, (38) and (39)."""
        entry, z, a = self.network.activations[l], self.z[l], self.a[l]
        if entry.prime is not None:
            yield j, self.xp.like(entry.prime(z, a, self.xp), z)[j, 0]
        if entry.vjp is None:
            return
        for k in range(self.n[l]):
            unit = self.xp.like(0, z).copy()
            unit[k, 0] = unit[k, 0] + 1
            yield k, entry.vjp(z, a, unit, self.xp)[j, 0]

    def _output_error(self, L: int, j: int) -> Any:
        """δ^L_j = Σ_k ∂C/∂a^L_k ∂a^L_k/∂z^L_j, (36) and (37)."""
        nabla_a = self.network.cost.gradient(self.a[L], self.y, self.xp)
        return self._share(sum(nabla_a[k, 0] * da_dz for k, da_dz in self.da_dz(L, j)))

    def _error(self, l: int, j: int) -> Any:
        """δ^l_j = Σ_k ∂z^{l+1}_k/∂z^l_j δ^{l+1}_k, (40)–(42) and (45)."""
        return sum(self.dz_dz(l, k, j) * self.delta[l + 1][k, 0] for k in range(self.n[l + 1]))

    def dz_dz(self, l: int, k: int, j: int) -> Any:
        """∂z^{l+1}_k/∂z^l_j = Σ_i w^{l+1}_ki ∂a^l_i/∂z^l_j from (43), which is (44) where σ is elementwise."""
        return sum(self.w[l + 1][k, i] * da_dz for i, da_dz in self.da_dz(l, j))

    def nabla_w(self, l: int) -> Array:
        """∂C/∂w^l_jk = a^{l-1}_k δ^l_j, BP4"""
        rows = [[self.a[l - 1][k, 0] * self.delta[l][j, 0] for k in range(self.n[l - 1])] for j in range(self.n[l])]
        return np.array(rows)
