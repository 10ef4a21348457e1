"""All that can be said of an adapter on a graph: equation by equation, and end to end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nablacheck.adapters import Adapter
from nablacheck.oracle.explaining.graph_mistakes import of_graph
from nablacheck.oracle.judging.graph_judges import judge_graph_gradient, judge_graph_trace
from nablacheck.oracle.judging.graph_observe import observed_on_graph
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph_problem import GraphProblem


def graph_verdicts(problem: GraphProblem, adapter: Adapter, explain: bool = True, traced: bool = False) -> Iterator[Verdict]:
    """As `verdicts` of a chain; InputError for an adapter that computes no graphs."""
    if adapter.graph_trace is None:
        raise InputError(f"the adapter {adapter.name!r} computes no graphs: give another one, as in --adapter torch.")
    result, breaches = observed_on_graph(adapter.graph_trace, problem)
    if result is None:
        of: Any = problem  # a verdict asks the same of a graph as of a chain
        yield Verdict(of, adapter.name, precision(problem.dtype), (), breaches)
        return
    yield replace(judge_graph_trace(problem, result, adapter, of_graph if explain else None), breaches=breaches)
    if not traced:
        yield judge_graph_gradient(problem, result, adapter)
