"""Calling an adapter on a graph: with copies, and with an eye on what it promises besides the numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nablacheck.oracle.judging.claimed_input import not_its_input
from nablacheck.oracle.judging.observe import breaking, copy_with_strides
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphTrace


def observed_on_graph(
    function: Callable[[GraphProblem], Any], problem: GraphProblem
) -> tuple[GraphTrace | None, tuple[str, ...]]:
    """The trace that comes back, or None, and the promises that were broken."""
    handed, result = problem.map(copy_with_strides), None
    with breaking() as breach:
        result = function(handed)
        if not isinstance(result, GraphTrace):
            raise InputError(f"returned {type(result).__name__}; it must be a GraphTrace")
        result.check(problem)
    if breach or not isinstance(result, GraphTrace):
        return None, (*breach,)
    return result, (*_changes(problem, handed), *_dtypes(result, problem), *not_its_input(result.a, handed.x))


def _changes(problem: GraphProblem, handed: GraphProblem) -> Iterator[str]:
    after = handed.arrays
    for name, array in problem.arrays.items():
        if not np.array_equal(array, after[name]):
            yield f"changed its input {name}"


def _dtypes(result: GraphTrace, problem: GraphProblem) -> Iterator[str]:
    """A line for each dtype that is not that of the problem, with the letters that have it."""
    letters = {f"slopes[{name!r}]": slope for name, slope in result.slopes.items()}
    for letter, layers in (("z", result.z), ("a", result.a), ("delta", result.delta)):
        letters |= {f"{letter}[{l}]": array for l, array in layers.items()}
    of: dict[str, list[str]] = {}
    for name, array in letters.items():
        of.setdefault(str(np.asarray(array).dtype), []).append(name)
    for dtype, names in of.items():
        if dtype != str(problem.dtype):
            yield f"returned {', '.join(names)} as {dtype} for a problem in {problem.dtype}"
