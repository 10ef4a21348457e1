"""What is handed to a judge is of the kind that it judges, or one sentence says what to give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nablacheck.adapters import Adapter
from nablacheck.reference.errors import InputError, a_kind
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphGradient, GraphTrace
from nablacheck.reference.network import Gradient, Problem, Trace

GIVE: Mapping[type, str] = {
    Problem: "a Problem, as in Problem(network, x, y)",
    Gradient: "a Gradient, as in Gradient(nabla_b, nabla_w)",
    Trace: "a Trace, as backprop(problem) is",
    GraphProblem: "a GraphProblem, as in GraphProblem(graph, x, y)",
    GraphGradient: "a GraphGradient, as in GraphGradient(slopes)",
    GraphTrace: "a GraphTrace, with z, a and delta beside the slopes",
    Adapter: "an Adapter, as in Adapter('mine', library='numpy', gradient=mine)",
}
"""What to give by its class."""


def check_handed_in(**given: tuple[Any, type]) -> None:
    """InputError for the first of what was given, by its name, that is not of the class beside it."""
    for name, (value, kind) in given.items():
        if not isinstance(value, kind):
            raise InputError(f"{name} is {'None' if value is None else a_kind(value)}; give {GIVE[kind]}.")
