"""A graph with fewer neurons: layers and sides of weights that must have as many of them are cut together.

A skip joins two layers, w a the rows of w and the layer that it adds to, its columns and the layer that it reads. What moves
entries, and what works on all neurons of a window or a head, is left as wide as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from nablacheck.oracle.campaign.minimising import blocks
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.layers import Edge
from nablacheck.reference.links import Dense, Gain, Link, Pool, Skip, Times, Transposed

Array = np.ndarray[Any, Any]
Axis = tuple[str, int | str]
"""The neurons of a layer, or the rows or columns of a parameter."""
LAYER, ROWS, COLUMNS = "layer", "rows", "columns"
HELD = LAYER, 0
"""What nothing is cut with: there is no layer 0."""
Joins = Callable[[int, Edge], list[tuple[Axis, Axis]]]


def _weight(side: str, edge: Edge) -> Axis:
    assert edge.weight is not None
    return (LAYER if isinstance(edge.weight, int) else side), edge.weight


JOINS: dict[type[Link], Joins] = {
    Dense: lambda l, e: [(_weight(ROWS, e), (LAYER, l)), (_weight(COLUMNS, e), (LAYER, e.layer))],
    Transposed: lambda l, e: [(_weight(COLUMNS, e), (LAYER, l)), (_weight(ROWS, e), (LAYER, e.layer))],
    Skip: lambda l, e: [((LAYER, e.layer), (LAYER, l))],
    Pool: lambda l, e: [((LAYER, e.layer), (LAYER, l))],
    Gain: lambda l, e: [(_weight(ROWS, e), (LAYER, l)), ((LAYER, e.layer), (LAYER, l))],
    Times: lambda l, e: [(_weight(LAYER, e), (LAYER, l)), ((LAYER, e.layer), (LAYER, l))],
}
"""What a link makes as wide as what; a link that is not here holds all that it touches."""


def narrower(p: GraphProblem) -> Iterator[Callable[[], GraphProblem]]:
    """Without a block of neurons wherever they have to go together: half of them, a quarter, …, one."""
    graph = p.network
    for axes in _together(graph):
        kind, name = next(iter(axes))
        n = graph.shapes[name][0] if isinstance(name, int) else graph.parameters[name].shape[kind == COLUMNS]
        yield from (partial(_cut, p, axes, rows) for rows in blocks(n))


def _together(graph: Graph) -> list[set[Axis]]:
    """What has to be cut together, from the output back, without what is held."""
    group: dict[Axis, set[Axis]] = {HELD: {HELD}}

    def join(one: Axis, other: Axis) -> None:
        mine, theirs = (group.setdefault(axis, {axis}) for axis in (one, other))
        if mine is not theirs:
            mine |= theirs
            group.update(dict.fromkeys(theirs, mine))

    def held(l: int, e: Edge) -> list[tuple[Axis, Axis]]:
        of_weight = [(side, e.weight) for side in (ROWS, COLUMNS)] if isinstance(e.weight, str) else []
        touched: list[Axis] = [(LAYER, l), *((LAYER, k) for k in e.layers), *of_weight]
        return [(HELD, axis) for axis in touched]

    for l in sorted(graph.layers, reverse=True):
        layer = graph.layers[l]
        for edge in layer.edges:
            for one, other in JOINS.get(type(edge.link), held)(l, edge):
                join(one, other)
        if layer.bias is not None:
            join((ROWS, layer.bias), (LAYER, l))
    return list({id(axes): axes for axes in group.values() if HELD not in axes}.values())


def _cut(p: GraphProblem, axes: set[Axis], rows: list[int]) -> GraphProblem:
    graph = p.network

    def of(name: str, array: Array) -> Array:
        cut = array[rows] if (ROWS, name) in axes else array
        return cut[:, rows] if (COLUMNS, name) in axes else cut

    parameters = {name: of(name, array) for name, array in graph.parameters.items()}
    x, y = (array[rows] if (LAYER, l) in axes else array for l, array in ((1, p.x), (graph.L, p.y)))
    return replace(p, network=Graph((len(x), graph.inputs[1]), graph.layers, parameters, graph.cost), x=x, y=y)


def fewer_positions(p: GraphProblem) -> Iterator[Callable[[], GraphProblem]]:
    """The first position alone, where the output has as many."""
    (n, positions), (rows, places) = p.network.inputs, p.network.shapes[p.network.L]
    if places == positions > 1:
        yield partial(_at_one_position, p, n, rows)


def _at_one_position(p: GraphProblem, n: int, rows: int) -> GraphProblem:
    graph = p.network
    one = Graph((n, 1), graph.layers, graph.parameters, graph.cost)
    return replace(p, network=one, x=p.x.reshape(n, -1, p.batch)[:, 0], y=p.y.reshape(rows, -1, p.batch)[:, 0])
