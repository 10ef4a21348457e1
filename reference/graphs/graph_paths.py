"""The big picture of the book on a graph: the gradient as the sum over all paths along its links, (52) and (53).

A path goes from an entry of a layer along one term of a link to an entry of a layer that reads it, and on to the cost; what it
contributes is the product of the rates along it. Through a gate or attention it may go by either of the two factors.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import FLOAT, Arithmetic, Array
from nablacheck.reference.backprop import derivative
from nablacheck.reference.errors import InputError, check_handed_in
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_proof import GraphExample, Sent
from nablacheck.reference.graphs.graph_trace import GraphGradient
from nablacheck.reference.links import Term
from nablacheck.reference.paths import MOST

Entry = tuple[int, int]
"""A neuron at a position."""


def graph_paths(problem: GraphProblem, arithmetic: Arithmetic = FLOAT, most: int = MOST) -> GraphGradient:
    """∂C/∂w of every parameter as the sum over all paths to the cost, in a problem without leading axes.

    It shares the forward pass with `graph_componentwise`, and neither δ nor an equation. InputError for more than `most` paths.
    """
    check_handed_in(problem=(problem, GraphProblem))
    with arithmetic.working():
        examples = [Walks(GraphExample(example, problem, arithmetic)) for example in problem.examples()]
        if (number := examples[0].count()) > most:
            raise InputError(
                f"{problem.network} has {number} paths from its layers to the cost; at most {most} are summed one by one: "
                f"take a smaller graph, or graph_backprop, which gives the same gradient."
            )
        slopes = {name: sum(example.slope(name) for example in examples) for name in problem.network.parameters}
        return GraphGradient(slopes, sum(example.at.cost for example in examples))


class Walks:
    """The paths through a graph for one example."""

    def __init__(self, example: GraphExample) -> None:
        self.at, self.graph, L = example, example.graph, example.graph.L
        self.nabla_a = self.graph.cost.gradient(example.a[L], example.y, example.xp) / example.m * example.scale
        self.steps: dict[int, dict[Entry, list[tuple[int, Entry, Any]]]] = {l: {} for l in (1, *self.graph.layers)}
        for sents in example.sent.values():
            for sent in sents:
                self._step(sent.edge.layer, sent.term.a, sent, example.weight(sent))
                if isinstance(sent.edge.weight, int) and sent.term.w is not None:
                    self._step(sent.edge.weight, sent.term.w, sent, example.a[sent.edge.layer][sent.term.a])
        self.jacobians = {l: self._jacobian(l) for l in self.graph.layers}

    def _step(self, l: int, entry: Entry, sent: Sent, rate: Any) -> None:
        """By a term, from an entry of layer l to an entry of z of the layer that reads it."""
        self.steps[l].setdefault(entry, []).append((sent.m, sent.term.z, rate * sent.term.factor))

    def _jacobian(self, l: int) -> dict[Entry, list[tuple[Entry, Any]]]:
        """By entry of z^l, each entry of a^l that it moves, with ∂a/∂z: itself, or where σ mixes them its whole column."""
        z, a, entry = self.at.z[l], self.at.a[l], self.graph.activations[l]
        found: dict[Entry, list[tuple[Entry, Any]]] = {place: [] for place in np.ndindex(z.shape)}
        for i in range(z.shape[0]):
            unit = self.at.xp.lift(np.zeros(z.shape, self.at.dtype)).copy()
            unit[i] = unit[i] + 1
            moved = unit * derivative(entry, z, a, self.at.xp, {})
            for j, s in np.ndindex(z.shape):
                if i == j or entry.vjp is not None:
                    found[j, s].append(((i, s), moved[j, s]))
        return found

    def rate_of_z(self, l: int, entry: Entry) -> Any:
        """∂C/∂z of an entry, over all paths from it."""
        return sum(da_dz * self.rate(l, place) for place, da_dz in self.jacobians[l][entry])

    def rate(self, l: int, entry: Entry) -> Any:
        """∂C/∂a of an entry, over all paths from it; nothing is remembered, each path is walked to its end."""
        if l == self.graph.L:
            return self.nabla_a[entry]
        ways = self.steps[l].get(entry, ())
        return sum(rate * self.rate_of_z(m, z) for m, z, rate in ways) if ways else 0 * self.at.a[l][entry]

    def count(self) -> int:
        """How many paths there are from the entries of z of all layers."""

        @cache
        def ways(l: int, entry: Entry) -> int:
            if l == self.graph.L:
                return 1
            return sum(through(m, z) for m, z, _ in self.steps[l].get(entry, ()))

        def through(l: int, z: Entry) -> int:
            return sum(ways(l, place) for place, _ in self.jacobians[l][z])

        return sum(through(l, z) for l in self.graph.layers for z in self.jacobians[l])

    def slope(self, name: str) -> Array:
        """∂C/∂w: what a weight moves, times ∂C/∂z there; of a bias what it is added to."""
        slope = self.at.xp.lift(np.zeros(self.at.parameters[name].shape, self.at.dtype)).copy()
        for l in self.graph.biases.get(name, ()):
            for j, s in self.jacobians[l]:
                at = j, s if slope.shape[1] > 1 else 0
                slope[at] = slope[at] + self.rate_of_z(l, (j, s))
        for sent in (sent for sents in self.at.sent.values() for sent in sents if sent.edge.weight == name):
            term: Term = sent.term
            assert term.w is not None
            moved = self.at.a[sent.edge.layer][term.a] * term.factor
            slope[term.w] = slope[term.w] + moved * self.rate_of_z(sent.m, term.z)
        return slope
