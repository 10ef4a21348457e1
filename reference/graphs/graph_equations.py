"""The equations of the book on a graph of layers: BP1 and BP3 as they are, BP2 and BP4 summed over the links.

    z^l = Σ_k B_lk(w_lk, a^k) + b^l                                   (23), (25)
    δ^L = ∇_a C ⊙ σ′(z^L)                                             BP1
    δ^l = (Σ_m back_ml(w_ml, δ^m)) ⊙ σ′(z^l)    m: the layers reading l    BP2
    ∂C/∂b = Σ_l Σ_x δ^l                          l: the layers with b       BP3
    ∂C/∂w = Σ_lk outer_lk(a^k, δ^l)             lk: the links with w       BP4

Where the weight of a link is the activations of a layer, as in a gate or in attention, that layer is read as well, and what it
is sent back is the other transpose: BP2 for the one factor is BP4 for the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import FLOAT, Arithmetic, Array
from nablacheck.reference.backprop import BOOK, Equations, Kinks, Pass, bp1, bp3, forward, send_back
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphTrace
from nablacheck.reference.graphs.layers import Edge
from nablacheck.reference.links import Shape
from nablacheck.reference.links.moves import moved

Part = tuple[Array, Callable[[], int]]
"""What is added up, and how many terms an entry of it has, which is asked where there are several."""


class GraphPass(Pass):
    """A pass through a graph: `w` and `b` are keyed by the names of the parameters, all other letters by the layer."""

    of = GraphProblem
    w: dict[str, Array]  # type: ignore[assignment]
    b: dict[str, Array]  # type: ignore[assignment]

    def __init__(
        self, problem: GraphProblem, arithmetic: Arithmetic = FLOAT, kinks: Kinks | None = None, literally: bool = False
    ) -> None:
        # it has everything that a pass reads of a problem
        super().__init__(problem, arithmetic, kinks, literally=literally)  # type: ignore[arg-type]
        self.graph = problem.network

    def weight(self, edge: Edge) -> Array:
        """w of a link: a parameter, the activations of a layer, or nothing."""
        return self.a[edge.weight] if isinstance(edge.weight, int) else self.w.get(edge.weight)  # type: ignore[arg-type]

    def bias(self, name: str) -> Array:
        """b of a layer, for every column; one of each position is the same for all examples."""
        b, m = self.b[name], self.problem.batch
        return b if b.shape[-1] == 1 else moved(b, lambda part: np.repeat(part, m, axis=-1))

    def activations(self, edge: Edge) -> Array:
        """a of the layer that a link reads."""
        return self.a[edge.layer]

    def error(self, m: int, edge: Edge) -> Array:
        """δ^m, as a link of layer m sends it back."""
        return self.delta[m]

    def length(self, edge: Edge, which: str) -> int:
        """How many terms the entries of a link, or of one of its transposes, have: `apply`, `back` or `outer`."""
        return int(getattr(edge.link.lengths(self.shape(edge), self.graph.shapes[edge.layer]), which))

    def shape(self, edge: Edge) -> Shape | None:
        """The shape of the weight of a link: of a parameter, of a layer, or none."""
        if isinstance(edge.weight, int):
            return self.graph.shapes[edge.weight]
        return None if edge.weight is None else self.graph.parameters[edge.weight].shape[-2:]

    def added(self, parts: Iterable[Part]) -> Array:
        """The sum of parts, in any order of all terms."""
        (first, *others) = parts
        if not others:
            return first[0]
        return self.xp.added([part for part, _ in (first, *others)], [length() for _, length in (first, *others)])


def feed(t: GraphPass, l: int) -> Array:
    """z^l = Σ_k B_lk(w_lk, a^k) + b^l, (23) and (25) with links"""
    layer = t.graph.layers[l]
    parts: list[Part] = [
        (edge.link.apply(t.weight(edge), t.activations(edge)), partial(t.length, edge, "apply")) for edge in layer.edges
    ]
    return t.added(parts if layer.bias is None else [*parts, (t.bias(layer.bias), lambda: 1)])


def sent_back(t: GraphPass, l: int) -> Array:
    """Σ_m back_ml(w_ml, δ^m) over the links that read layer l; of one whose weight is a^l, outer_mk(a^k, δ^m)"""
    return t.added(part for m, edge in t.graph.readers[l] for part in parts_back(t, l, m, edge))


def parts_back(t: GraphPass, l: int, m: int, edge: Edge) -> Iterator[Part]:
    """What one link of layer m sends back to layer l, as the layer that it reads, as its weight, or as both."""
    if edge.layer == l:
        yield edge.link.back(t.weight(edge), t.error(m, edge)), partial(t.length, edge, "back")
    if edge.weight == l:
        yield edge.link.outer(t.activations(edge), t.error(m, edge)), partial(t.length, edge, "outer")


def nabla_w(t: GraphPass, name: str) -> Array:
    """∂C/∂w = Σ_lk outer_lk(a^k, δ^l), BP4 summed over the links that share w"""
    return t.added(part_of_nabla_w(t, l, edge) for l, edge in t.graph.users[name])


def part_of_nabla_w(t: GraphPass, l: int, edge: Edge) -> Part:
    """outer_lk(a^k, δ^l), what one link adds"""
    return edge.link.outer(t.activations(edge), t.error(l, edge)), lambda: t.length(edge, "outer") * t.m


def nabla_b(t: GraphPass, name: str) -> Array:
    """∂C/∂b = Σ_l Σ_x δ^l, BP3 summed over the layers that share b"""
    return t.added(part_of_nabla_b(t, name, l) for l in t.graph.biases[name])


def part_of_nabla_b(t: GraphPass, name: str, l: int) -> Part:
    """Σ_x δ^l, what one layer adds: over positions and examples, or for a bias of each position over the examples"""
    n, p = t.b[name].shape[-2:]
    if p == 1:
        return bp3(t.delta[l]), lambda: t.graph.shapes[l][1] * t.m
    by_position = t.delta[l].reshape(*t.delta[l].shape[:-2], n, p, -1)
    return by_position.sum(axis=-1), lambda: t.m


ON_GRAPHS = Equations(
    z=feed,  # type: ignore[arg-type]
    bp1=BOOK.bp1,
    bp2=lambda t, l: bp1(sent_back(t, l), t.prime(l)),  # type: ignore[arg-type]
)
"""The table of the book with the sums over links; BP3 and BP4 go by the names of parameters, in `nabla_b` and `nabla_w`."""


def graph_backprop(
    problem: GraphProblem,
    arithmetic: Arithmetic = FLOAT,
    kinks: Kinks | None = None,
    equations: Equations = ON_GRAPHS,
) -> GraphTrace:
    """The algorithm of the book on a graph: the trace of a problem in the given arithmetic."""
    return graph_backward(forward_on_graph(problem, arithmetic, kinks, equations), equations)


def forward_on_graph(
    problem: GraphProblem, arithmetic: Arithmetic = FLOAT, kinks: Kinks | None = None, equations: Equations = ON_GRAPHS
) -> GraphPass:
    """z^l and a^l for l = 2, …, L."""
    t = GraphPass(problem, arithmetic, kinks)
    forward(t, equations)
    return t


def graph_backward(t: GraphPass, equations: Equations = ON_GRAPHS) -> GraphTrace:
    """δ^l for l = L, …, 2, and what follows from it, for a pass that has come forward."""
    with send_back(t, equations).xp.working():
        slopes: dict[str, Any] = {name: nabla_b(t, name) if name in t.b else nabla_w(t, name) for name in t.graph.parameters}
        return GraphTrace(slopes, t.cost, z=t.z, a=t.a, delta=t.delta)
