"""Somebody's backpropagation through a graph, called with arrays by name and judged: a convolution, an LSTM cell, a block."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.explaining.explained import judge_graph_gradient, judge_graph_trace
from nablacheck.oracle.generating.problems import Seeded
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.draws import whole
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphGradient, GraphTrace

Function = Callable[[dict[str, Any], Any, Any], Any]
YOURS = Adapter("your code", "any")


def check_graph(
    function: Function, graph: Graph, dtype: str = "float64", draws: int = 3, batch: int = 5, seed: int = 0
) -> Verdict:
    """The verdict on `function(parameters, x, y)`, from its first answer that is not right, or its last one.

    It gets the parameters of the graph by name, with numbers drawn anew, x (n_1, p_1·m) and y (n_L, p_L·m), and returns a
    mapping with ∂C/∂… of each by its name; or a `GraphTrace`, with z, a and δ, which is judged equation by equation. C is the
    mean over the m examples. InputError for what cannot be asked.
    """
    whole(draws, "draws", least=1)
    whole(batch, "batch", least=1)
    if dtype not in ("float32", "float64"):
        raise InputError(f"dtype is {dtype!r}; a graph is checked in 'float32' or 'float64'.")
    for draw in range(draws):
        verdict = _asked(function, _drawn(graph, dtype, batch, seed + draw))
        if not verdict.agrees:
            break
    return verdict


def _drawn(graph: Graph, dtype: str, m: int, seed: int) -> GraphProblem:
    """The graph with other numbers, and examples for it."""
    choose, (n, p), (n_out, p_out) = Seeded(seed), graph.inputs, graph.shapes[graph.L]
    drawn = {
        name: (choose.reals(name, array.shape[-2:]) / math.sqrt(array.shape[-1])).astype(dtype)
        for name, array in graph.parameters.items()
    }
    y = graph.cost.made((choose.reals("y", (n_out, p_out * m)) + 2) / 4)
    x = choose.reals("x", (n, p * m))
    return GraphProblem(graph.with_parameters(drawn), x.astype(dtype), y.astype(dtype), origin=f"seed {seed}")


def _asked(function: Function, problem: GraphProblem) -> Verdict:
    """One call with copies, and what is said of its answer."""
    given = {name: array.copy() for name, array in problem.network.parameters.items()}
    x, y = problem.x.copy(), problem.y.copy()
    try:
        result = _read(function(given, x, y))
        result.check(problem)
    except InputError as breach:
        return _broken(problem, str(breach))
    except Exception as error:  # whatever somebody's code raises is said about it
        return _broken(problem, f"raised {type(error).__name__}: {error}")
    judge: Any = judge_graph_trace if isinstance(result, GraphTrace) else judge_graph_gradient
    verdict: Verdict = judge(problem, result, YOURS)
    handed = {**given, "x": x, "y": y}
    before = {**problem.network.parameters, "x": problem.x, "y": problem.y}
    changed = [f"changed its input {name}" for name in before if not np.array_equal(handed[name], before[name])]
    wide = {str(np.asarray(slope).dtype) for slope in result.slopes.values()} - {str(problem.dtype)}
    other = [f"returned {', '.join(sorted(wide))} for a problem in {problem.dtype}"] if wide else []
    return replace(verdict, breaches=(*changed, *other))


def _read(result: Any) -> GraphGradient:
    """What was returned: a trace, a gradient, or slopes by name."""
    if isinstance(result, GraphGradient):
        return result
    if not isinstance(result, Mapping):
        raise InputError(f"returned {type(result).__name__}; it must be a mapping from the names of parameters to ∂C/∂…")
    return GraphGradient({name: np.asarray(slope) for name, slope in result.items()})


def _broken(problem: GraphProblem, breach: str) -> Verdict:
    return Verdict(problem, YOURS.name, precision(problem.dtype), (), (breach,))  # type: ignore[arg-type]
