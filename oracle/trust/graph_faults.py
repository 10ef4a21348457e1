"""The fault collection of graphs: every mistake of their catalogue, at every layer and parameter where it can be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from nablacheck.oracle.explaining.graph_mistakes import GraphMistake, Place, mistakes
from nablacheck.oracle.judging.judges import BP2, BP3, BP4
from nablacheck.reference.backprop import Kinks
from nablacheck.reference.graphs.graph_equations import ON_GRAPHS, GraphPass, graph_backprop, nabla_b, nabla_w
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


def graph_faults(problem: GraphProblem, trace: GraphTrace | None = None, kinks: Kinks | None = None) -> Iterator[GraphFault]:
    """The numbers of a trace, of the reference if none is given, with one mistake at one place and what follows from it.

    `kinks` is what whoever computed the trace takes σ′ for there.
    """
    right = trace or graph_backprop(problem, kinks=kinks)
    t = _letters(problem, right, kinks)
    with t.xp.working():
        for l in range(2, t.L):
            for mistake in mistakes(t, BP2, l):
                yield GraphFault(BP2, l, mistake, _onward(_letters(problem, right, kinks), l, mistake, right))
        for name in problem.network.parameters:
            equation = BP3 if name in t.b else BP4
            for mistake in mistakes(t, equation, name):
                wrong = _like(mistake.gives(), right.slopes[name])
                yield GraphFault(equation, name, mistake, replace(right, slopes={**right.slopes, name: wrong}))


def _letters(problem: GraphProblem, trace: GraphTrace, kinks: Kinks | None) -> GraphPass:
    """The letters of a trace, as an equation reads them."""
    t = GraphPass(problem, kinks=kinks)
    t.z, t.a, t.delta = dict(trace.z), {1: problem.x, **trace.a}, dict(trace.delta)
    return t


def _onward(t: GraphPass, l: int, mistake: GraphMistake, right: GraphTrace) -> GraphTrace:
    """The trace of code that makes the mistake at layer l, and computes rightly what comes after it."""
    t.delta[l] = _like(mistake.gives(), right.delta[l])
    for k in reversed(range(2, l)):
        t.delta[k] = ON_GRAPHS.bp2(t, k)
    slopes = {name: _slope(t, name) for name, layers in _made_of(t).items() if min(layers) <= l}
    return replace(right, delta=t.delta, slopes={**right.slopes, **slopes})


def _made_of(t: GraphPass) -> Mapping[str, Sequence[int]]:
    """The layers whose δ is in the slope of each parameter."""
    return {name: [l for l, _ in users] for name, users in t.graph.users.items()} | dict(t.graph.biases)


def _slope(t: GraphPass, name: str) -> Any:
    return nabla_b(t, name) if name in t.b else nabla_w(t, name)


def _like(wrong: Any, right: Any) -> Any:
    return np.broadcast_to(wrong, right.shape).astype(right.dtype)
