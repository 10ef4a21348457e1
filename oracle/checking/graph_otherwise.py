"""Another cost of a graph under which numbers that are wrong are right: what a file says itself first, then every other one."""

from __future__ import annotations

import time
from collections.abc import Iterator

from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.graphs.graph import Graph

PATIENCE = 1.0
"""Seconds of the processor after which no further cost is tried: somebody waits for the answer."""


def under(graph: Graph, cost: Cost) -> Graph:
    """The graph under another cost; InputError where its outputs do not fit that."""
    return Graph(graph.inputs, graph.layers, graph.parameters, cost)


def other_costs(graph: Graph, own: Cost | None = None) -> Iterator[Cost]:
    """The costs that a graph may be under as well, `own` first, as long as there is time."""
    end = time.process_time() + PATIENCE
    for cost in dict.fromkeys([*([own] if own else []), *COSTS.values()]):
        if time.process_time() > end:
            return
        if cost is not graph.cost:
            yield cost


def meant(cost: Cost) -> str:
    """Says that another cost may be declared."""
    return f"another declaration: the numbers are those of the cost {cost.name}; declare cost={cost.name} where that is meant"
