"""The graph that somebody names: in words, as a thing of a module, or as what stands in a problem file."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from nablacheck.oracle.checking.formats import FORMATS
from nablacheck.oracle.checking.graph_files import GraphClaim
from nablacheck.oracle.checking.importing import thing_named
from nablacheck.oracle.checking.problem_files import read_problem
from nablacheck.reference.costs import Cost
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.plan import Plan
from nablacheck.reference.graphs.worded import graph_in_words
from nablacheck.reference.quoting import printable, raised


def graph_named(text: str, cost: Cost | str | None = None) -> Graph:
    """The graph of a problem file, of `module:NAME` or `file.py:NAME`, or of words; InputError where there is none.

    What a module has may be a `Graph`, a `Plan`, or a function that gives one of them. A cost that is given takes the place of
    the graph's own.
    """
    if Path(text).suffix in FORMATS:
        claim = read_problem(Path(text))
        if not isinstance(claim, GraphClaim):
            raise InputError(f"{printable(text)} holds a chain of the book, and no graph: leave --graph out, and declare it.")
        return _with_cost(claim.problem.network, cost)
    if ":" not in text:
        return graph_in_words(text, "quadratic" if cost is None else cost)
    thing = thing_named(text, "graph", lambda thing: inspect.isfunction(thing) or isinstance(thing, Graph | Plan))
    if callable(thing) and not isinstance(thing, Graph | Plan):
        thing = _called(thing, text)
    if isinstance(thing, Plan):
        return thing.graph("quadratic" if cost is None else cost)
    if not isinstance(thing, Graph):
        raise InputError(f"{printable(text)} is of type {type(thing).__name__}; give a Graph, a Plan, or a function for one.")
    return _with_cost(thing, cost)


def _with_cost(graph: Graph, cost: Cost | str | None) -> Graph:
    return graph if cost is None else Graph(graph.inputs, graph.layers, graph.parameters, cost)


def _called(function: Any, text: str) -> Any:
    try:
        return function()
    except Exception as error:  # somebody's code may raise anything
        raise InputError(f"{printable(text)} was called without arguments: {raised(error)}") from error
