"""The proof of the book on a graph, as a program: every z, δ and slope as an explicit sum over the terms of the links.

It shares with the equations the entries for σ and C and the `terms` of each link, and neither `apply` nor a transpose of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import FLOAT, Arithmetic, Array
from nablacheck.reference.backprop import derivative
from nablacheck.reference.errors import check_handed_in
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphTrace
from nablacheck.reference.graphs.layers import Edge
from nablacheck.reference.links import Term


def graph_componentwise(problem: GraphProblem, arithmetic: Arithmetic = FLOAT) -> GraphTrace:
    """The trace of a problem without leading axes, by explicit sums in the given arithmetic."""
    check_handed_in(problem=(problem, GraphProblem))
    with arithmetic.working():
        examples = [GraphExample(example, problem, arithmetic) for example in problem.examples()]
        slopes = {name: sum(example.slopes[name] for example in examples) for name in problem.network.parameters}
        z, a, delta = (
            {l: _interleaved([getattr(example, letter)[l] for example in examples]) for l in getattr(examples[0], letter)}
            for letter in ("z", "a", "delta")
        )
        return GraphTrace(slopes, sum(example.cost for example in examples), z=z, a=a, delta=delta)


def _interleaved(examples: list[Array]) -> Array:
    """Columns (n, p) of m examples as (n, p·m), those of one position side by side."""
    return np.stack(examples, axis=-1).reshape(examples[0].shape[0], -1)


@dataclass(frozen=True)
class Sent:
    """A term of a link of layer m, with the weight of the link."""

    m: int
    edge: Edge
    term: Term


class GraphExample:
    """One example x of a problem; z^l, a^l and δ^l are (n_l, p_l), slopes by the name of the parameter."""

    def __init__(self, example: GraphProblem, problem: GraphProblem, arithmetic: Arithmetic) -> None:
        self.xp: Any = arithmetic
        self.graph, self.m, self.scale = example.network, problem.batch, problem.scale
        self.parameters = {name: arithmetic.lift(array) for name, array in self.graph.parameters.items()}
        self.y, self.dtype = arithmetic.lift(example.y), problem.dtype
        self.a: dict[int, Array] = {1: arithmetic.lift(example.x)}
        self.z: dict[int, Array] = {}
        self.sent = {l: list(self._sent(l)) for l in self.graph.layers}
        for l in self.graph.layers:
            self.z[l] = self._weighted_input(l)
            self.a[l] = arithmetic.like(self.graph.activations[l].value(self.z[l], arithmetic), self.z[l])
        self.delta = self._errors()
        self.slopes = {name: self._slope(name) for name in self.graph.parameters}

    def _sent(self, l: int) -> Iterator[Sent]:
        for edge in self.graph.layers[l].edges:
            weight = None
            if isinstance(edge.weight, int):
                weight = self.graph.shapes[edge.weight]
            elif edge.weight is not None:
                weight = self.parameters[edge.weight].shape
            yield from (Sent(l, edge, term) for term in edge.link.terms(weight, self.graph.shapes[edge.layer]))

    def _zeros(self, shape: tuple[int, int]) -> Array:
        return self.xp.lift(np.zeros(shape, self.dtype)).copy()

    def weight(self, sent: Sent) -> Any:
        """w of a term; 1 where the link has none."""
        if sent.term.w is None:
            return 1
        of = self.a[sent.edge.weight] if isinstance(sent.edge.weight, int) else self.parameters[str(sent.edge.weight)]
        return of[sent.term.w]

    def _weighted_input(self, l: int) -> Array:
        """z^l_j = Σ factor · w · a over the terms of its links, + b^l_j"""
        z = self._zeros(self.graph.shapes[l])
        for sent in self.sent[l]:
            z[sent.term.z] = z[sent.term.z] + self.weight(sent) * self.a[sent.edge.layer][sent.term.a] * sent.term.factor
        bias = self.graph.layers[l].bias
        return z if bias is None else z + self.parameters[bias]

    def _errors(self) -> dict[int, Array]:
        """δ^L from the cost, and δ^l_j = Σ ∂C/∂a^l_i ∂a^l_i/∂z^l_j from layer to layer, (37) and (41)."""
        L = self.graph.L
        rates = {l: self._zeros(self.graph.shapes[l]) for l in range(1, L)}
        rates[L] = self.graph.cost.gradient(self.a[L], self.y, self.xp) / self.m * self.scale
        delta = {}
        for l in range(L, 1, -1):
            prime = derivative(self.graph.activations[l], self.z[l], self.a[l], self.xp, {})
            delta[l] = rates[l] * prime
            for sent in self.sent[l]:
                self._send(sent, delta[l], rates)
        return delta

    def _send(self, sent: Sent, delta: Array, rates: dict[int, Array]) -> None:
        """∂C/∂a gains δ · ∂z/∂a for the layer that is read, and for the weight where that is a layer."""
        term, k = sent.term, sent.edge.layer
        rate = delta[term.z] * term.factor
        rates[k][term.a] = rates[k][term.a] + rate * self.weight(sent)
        if isinstance(sent.edge.weight, int) and term.w is not None:
            of = rates[sent.edge.weight]
            of[term.w] = of[term.w] + rate * self.a[k][term.a]

    def _slope(self, name: str) -> Array:
        """∂C/∂w as the sum of a δ over the terms with w, BP4; ∂C/∂b as that of δ over the layers with b, BP3"""
        slope = self._zeros(self.parameters[name].shape)
        for l in self.graph.biases.get(name, ()):
            for j, s in np.ndindex(self.delta[l].shape):
                at = j, s if slope.shape[1] > 1 else 0
                slope[at] = slope[at] + self.delta[l][j, s]
        for sent in (sent for sents in self.sent.values() for sent in sents if sent.edge.weight == name):
            term = sent.term
            rate = self.a[sent.edge.layer][term.a] * self.delta[sent.m][term.z] * term.factor
            slope[term.w] = slope[term.w] + rate
        return slope

    @property
    def cost(self) -> Any:
        """C_x, its share of C"""
        terms = self.graph.cost.value(self.a[self.graph.L], self.y, self.xp)
        return sum(terms.ravel()) / self.m * self.scale
