"""Graphs made small while they still show what was found: fewer layers, links, examples and neurons, and with round numbers.

Each step proposes simpler problems, and the first that still shows the finding is gone on with, until none does. What is left
may be no graph, because it does not fit together; then it is passed over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from nablacheck.oracle.campaign.graph_narrowing import fewer_positions, narrower
from nablacheck.oracle.campaign.minimising import COLUMNS, LARGEST, PLAIN, PLAIN_COST, eighths, integers, ones, plainness
from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.graph_equations import forward_on_graph
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.layers import Edge, Layer

Array = np.ndarray[Any, Any]
Make = Callable[[], GraphProblem]
"""A proposal, which may be no graph."""
Makes = Iterator[Make]
Layers = Mapping[int, Layer]


def fewer_layers(p: GraphProblem) -> Makes:
    """Without the last layers; with a layer in the middle for the input; without one in the middle."""
    graph = p.network
    yield from (partial(_left, p, graph.layers, last=l) for l in range(2, graph.L))
    yield from (partial(_from, p, l) for l in reversed(range(2, graph.L)))
    pairs = ((l, k) for l, layer in graph.layers.items() if l < graph.L for edge in layer.edges for k in edge.layers)
    yield from (partial(_past, p, l, k) for l, k in pairs)


def fewer_links(p: GraphProblem) -> Makes:
    """Without one of the links of a layer, or its bias."""
    for l, layer in p.network.layers.items():
        if layer.bias is not None:
            yield partial(_left, p, {**p.network.layers, l: replace(layer, bias=None)})
        for edge in layer.edges if len(layer.edges) > 1 else ():
            others = [other for other in layer.edges if other is not edge]
            yield partial(_left, p, {**p.network.layers, l: replace(layer, edges=others)})


def fewer_examples(p: GraphProblem) -> Makes:
    """One of the examples."""
    if p.batch > 1:
        yield from (partial(replace, example) for example, _ in zip(p.examples(), range(COLUMNS), strict=False))


def plainer_entries(p: GraphProblem) -> Makes:
    """The quadratic cost, times 1; the identity, in all layers or in one."""
    graph, plain = p.network, ACTIVATIONS[PLAIN]
    if graph.cost is not COSTS[PLAIN_COST]:
        yield partial(_with_entries, p, graph.activations, COSTS[PLAIN_COST])
    if p.scale != 1:
        yield partial(replace, p, scale=1.0)
    others = [l for l, entry in graph.activations.items() if entry is not plain]
    for some in ([others] if len(others) > 1 else []) + [[l] for l in others]:
        yield partial(_with_entries, p, {**graph.activations, **dict.fromkeys(some, plain)}, graph.cost)


def _with_entries(p: GraphProblem, activations: Mapping[int, Activation], cost: Cost) -> GraphProblem:
    return replace(p, network=p.network.with_entries(activations, cost))


def round_numbers(p: GraphProblem) -> Makes:
    """Small integers or eighths in all arrays, then array by array."""
    for rounded in (integers, eighths):
        yield partial(_with_numbers, p, {name: _plainer(array, rounded) for name, array in p.arrays.items()})
    for rounded in (ones, integers, eighths):
        for name, array in p.arrays.items():
            if plainness(array) > plainness(rounded(array)):
                yield partial(_with_numbers, p, {**p.arrays, name: rounded(array)})


def _plainer(array: Array, rounded: Callable[[Array], Array]) -> Array:
    new = rounded(array)
    return new if plainness(array) > plainness(new) else array


def _with_numbers(p: GraphProblem, arrays: Mapping[str, Array]) -> GraphProblem:
    if all(array is p.arrays[name] for name, array in arrays.items()):
        raise InputError("nothing is rounder.")
    graph = p.network.with_parameters({name: arrays[name] for name in p.network.parameters})
    return replace(p, network=graph, x=arrays["x"], y=np.clip(arrays["y"], -LARGEST, LARGEST))


def _past(p: GraphProblem, l: int, k: int) -> GraphProblem:
    """The graph in which layer k is read wherever layer l was."""
    return _left(p, _without(p.network.layers, l, k))


def _without(layers: Layers, l: int, k: int) -> Layers:
    """The layers in which layer k is read wherever l was."""
    return _renumbered({m: layer for m, layer in layers.items() if m != l}, lambda at: k if at == l else at)


def _renumbered(layers: Layers, number: Callable[[int], int]) -> Layers:
    """The layers, each of which reads others by another number."""

    def edge(e: Edge) -> Edge:
        return Edge(number(e.layer), e.link, number(e.weight) if isinstance(e.weight, int) else e.weight)

    return {l: replace(layer, edges=[edge(e) for e in layer.edges]) for l, layer in layers.items()}


def _from(p: GraphProblem, first: int) -> GraphProblem:
    """The graph that begins with what layer `first` gives."""
    a = np.asarray(forward_on_graph(p).a[first]).astype(p.dtype)
    return _left(p, {l: layer for l, layer in p.network.layers.items() if l > first}, first=first, x=a)


def _left(p: GraphProblem, layers: Layers, last: int = 0, first: int = 1, x: Any = None) -> GraphProblem:
    """What is left of a graph: the layers that the last one needs, numbered anew, and their parameters."""
    last = last or max(layers)
    needed, ahead = {last}, [last]
    while ahead:
        for edge in layers[ahead.pop()].edges:
            new = [k for k in edge.layers if k not in needed and k != first]
            if any(k not in layers for k in new):
                raise InputError("a layer reads one before the first.")
            needed.update(new)
            ahead += new
    number = {first: 1, **{l: i for i, l in enumerate(sorted(needed), start=2)}}
    kept = {number[l]: layer for l, layer in _renumbered({l: layers[l] for l in sorted(needed)}, number.__getitem__).items()}
    names = {
        name for layer in kept.values() for name in (layer.bias, *(e.weight for e in layer.edges)) if isinstance(name, str)
    }
    parameters = {name: array for name, array in p.network.parameters.items() if name in names}
    return _with_a_cost(p, lambda cost: Graph(p.network.shapes[first], kept, parameters, cost), p.x if x is None else x)


def _with_a_cost(p: GraphProblem, graph: Callable[[Cost], Graph], x: Array) -> GraphProblem:
    """The problem with the cost that it had, or the quadratic one where outputs or targets do not fit it."""
    for cost in (p.network.cost, COSTS[PLAIN_COST]):
        try:
            made = graph(cost)
            n, places = made.shapes[made.L]
            columns = places * (x.shape[1] // made.inputs[1])
            y = p.y if p.y.shape == (n, columns) else np.resize(p.y, (n, columns))
            return replace(p, network=made, x=x, y=y)
        except InputError as error:
            refused = error
    raise refused


STEPS: tuple[Callable[[GraphProblem], Makes], ...] = (
    fewer_layers,
    fewer_links,
    fewer_examples,
    plainer_entries,
    fewer_positions,
    narrower,
    round_numbers,
)


def minimised_graph(problem: GraphProblem, shows: Callable[[GraphProblem], bool], seconds: float) -> GraphProblem:
    """The simplest problem that was found in so many seconds and still shows what this one does."""
    best, end, again = replace(problem, origin="made small"), time.monotonic() + seconds, True
    if not shows(best):
        return problem
    while again:
        again = False
        for step in STEPS:
            while (simpler := _first(step(best), shows, end)) is not None:
                best, again = replace(simpler, origin="made small"), True
    return best


def _first(makes: Makes, shows: Callable[[GraphProblem], bool], end: float) -> GraphProblem | None:
    """The first proposal that is a problem and shows it, in the time that is left."""
    for make in makes:
        if time.monotonic() >= end:
            return None
        try:
            problem = make()
        except InputError:
            continue
        if shows(problem):
            return problem
    return None
