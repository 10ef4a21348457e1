"""The fault collection of graphs: every mistake of their catalogue, at every layer and parameter where it can be made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from nablacheck.oracle.explaining.graph_mistakes import GraphMistake, Place, mistakes
from nablacheck.oracle.judging.judges import BP2, BP3, BP4
from nablacheck.reference.backprop import Equation
from nablacheck.reference.graphs.graph_equations import ON_GRAPHS, GraphPass, forward_on_graph, graph_backprop, graph_backward
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphTrace


class GraphFault(NamedTuple):
    """A mistake, where it was made, and what came of it."""

    equation: str
    place: Place
    mistake: GraphMistake
    trace: GraphTrace

    @property
    def numbers(self) -> Any:
        """What the equation gave: δ of a layer, or the slope of a parameter."""
        return numbers(self.trace, self.place)


def numbers(trace: GraphTrace, place: Place) -> Any:
    """What a trace has at a place."""
    return trace.delta[place] if isinstance(place, int) else trace.slopes[place]


def graph_faults(problem: GraphProblem) -> Iterator[GraphFault]:
    """The traces of code with one mistake at one place; what follows from it is computed rightly."""
    t = forward_on_graph(problem)
    right = graph_backward(t)
    with t.xp.working():
        for l in range(2, t.L):
            for number, mistake in enumerate(mistakes(t, BP2, l)):
                table = replace(ON_GRAPHS, bp2=_wrong_at(l, number))
                yield GraphFault(BP2, l, mistake, graph_backprop(problem, equations=table))
        for name in problem.network.parameters:
            equation = BP3 if name in t.b else BP4
            for mistake in mistakes(t, equation, name):
                yield GraphFault(equation, name, mistake, replace(right, slopes={**right.slopes, name: mistake.gives()}))


def _wrong_at(l: int, number: int) -> Equation:
    def bp2(t: Any, k: int) -> Any:
        return _made(t, l, number) if k == l else ON_GRAPHS.bp2(t, k)

    return bp2


def _made(t: GraphPass, l: int, number: int) -> Any:
    return next(mistake for i, mistake in enumerate(mistakes(t, BP2, l)) if i == number).gives()
