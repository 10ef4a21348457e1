"""A chain of the book or a graph, computed in the same words: a pass, where it has its parameters, and the slopes by name."""

from __future__ import annotations

from typing import Any

from nablacheck.reference.arithmetic import FLOAT, Arithmetic, Array
from nablacheck.reference.backprop import BOOK, Pass, backward, forward
from nablacheck.reference.graphs.graph_equations import ON_GRAPHS, GraphPass, graph_backward
from nablacheck.reference.graphs.graph_problem import AnyProblem, GraphProblem
from nablacheck.reference.parameters import letter_and_layer


def begun(problem: AnyProblem, arithmetic: Arithmetic = FLOAT) -> Pass:
    """A pass that has not come forward yet, whose w and b the caller may change."""
    return GraphPass(problem, arithmetic) if isinstance(problem, GraphProblem) else Pass(problem, arithmetic)


def come_forward(t: Pass) -> Pass:
    """The pass with z and a of every layer."""
    return forward(t, ON_GRAPHS if isinstance(t, GraphPass) else BOOK)


def slopes_of(t: Pass) -> dict[str, Array]:
    """∂C/∂w and ∂C/∂b by name, of a pass that has come forward."""
    return dict(graph_backward(t).slopes if isinstance(t, GraphPass) else backward(t).slopes)


def places(t: Pass) -> dict[str, tuple[dict[Any, Array], Any]]:
    """By name, the mapping of the pass that has the parameter, and its key there: a layer, or of a graph the name."""
    if isinstance(t, GraphPass):
        return {name: (t.b if name in t.b else t.w, name) for name in t.graph.parameters}
    each = {name: letter_and_layer(name) for name in t.problem.network.parameters}
    return {name: (t.w if letter == "w" else t.b, l) for name, (letter, l) in each.items()}
