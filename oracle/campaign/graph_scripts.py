"""Reproducers of findings on graphs: the graph, written out in lines of Python, and the number that is wrong.

Where an adapter cannot say in lines of its framework what it does, the links are nablacheck's own: the script loads the adapter
through it, and takes the name of another one as its argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import ACTIVATION, BP1, BP2, BP3, BP4, COST, WEIGHTED_INPUT
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.layers import Edge, Layer
from nablacheck.reference.links import Window

LETTERS = {WEIGHTED_INPUT: "z", ACTIVATION: "a", BP1: "delta", BP2: "delta"}
"""The letters of layers, by the equation that gives them."""


def place_on_graph(c: Comparison) -> str | None:
    """The variable of a script that holds the number that is wrong; None where it has no place of its own."""
    index = list(c.worst)
    if c.equation in (BP3, BP4) and c.parameter:
        return f"slopes[{c.parameter!r}]{index}"
    if c.equation in LETTERS:
        return f"{LETTERS[c.equation]}[{c.layer}]{index}"
    return "C" if c.equation == COST else None


def lines_of_graph(problem: GraphProblem) -> Iterator[str]:
    """The problem, from x, y and the parameters."""
    graph = problem.network
    yield "from nablacheck.reference import Edge, Graph, GraphProblem, Layer, links"
    yield "layers = {"
    yield from (f"    {l}: {_layer(layer)}," for l, layer in graph.layers.items())
    yield "}"
    yield f"graph = Graph({graph.inputs}, layers, parameters, {graph.cost.name!r})"
    yield f"problem = GraphProblem(graph, x, y, {problem.scale!r})"


def has_words(problem: GraphProblem) -> bool:
    """Whether each link can be written in a line: not those with a table of what they move."""
    made_of = (
        getattr(edge.link, field.name)
        for layer in problem.network.layers.values()
        for edge in layer.edges
        for field in fields(edge.link)  # type: ignore[arg-type]
    )
    return all(isinstance(part, int | float | str | Window) for part in made_of)


def _layer(layer: Layer) -> str:
    sigma: Any = layer.activation
    return f"Layer({sigma.name!r}, [{', '.join(map(_edge, layer.edges))}], {layer.bias!r})"


def _edge(edge: Edge) -> str:
    link = re.sub(r"\b([A-Z]\w*)\(", r"links.\1(", repr(edge.link))
    return f"Edge({edge.layer}, {link}, {edge.weight!r})"
