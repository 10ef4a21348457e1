"""The readable form of a graph in a problem file: its layers by number, each with activation, the links that it adds, and bias.

    {"inputs": [4, 3], "cost": "quadratic", "layers": {
        "2": {"activation": "tanh", "adds": [{"link": "dense", "of": 1, "weight": "w2"}], "bias": "b2"},
        "3": {"activation": "identity", "adds": [{"link": "skip", "of": 2}, {"link": "flatten", "of": 2}]}}}

`of` is the layer that is read; `weight` is the name of a parameter, or the number of a layer. What a link is made of stands
beside it: the `kernel` of a convolution, the `heads` of attention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from nablacheck.oracle.checking.specification import entry_name
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.activations.normalizers import NORMALIZERS
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.layers import Edge, Layer
from nablacheck.reference.links import (
    Conv,
    Dense,
    Gain,
    Link,
    Mix,
    Move,
    Pool,
    Scores,
    Skip,
    Times,
    Transposed,
    Window,
    arranged,
    at_positions,
    flattened,
    some_neurons,
)

KINDS: Mapping[str, type[Link]] = {
    "dense": Dense,
    "transposed": Transposed,
    "skip": Skip,
    "gain": Gain,
    "times": Times,
    "conv": Conv,
    "mean": Pool,
    "scores": Scores,
    "mix": Mix,
    "move": Move,
}
"""The links by the word of a file."""
MOVES: Mapping[str, tuple[str, Callable[..., Move]]] = {
    "flatten": ("", flattened),
    "reshape": ("into", arranged),
    "positions": ("positions", at_positions),
    "neurons": ("neurons", some_neurons),
}
"""Moves with a name, each with what it is made of beside the shape of the layer that it reads."""
OF_LAYER, OF_EDGE = ("activation", "adds", "bias"), ("link", "of", "weight")
MUST = ("size", "kernel")
"""What no window is without."""
USUAL = {"stride": 1, "padding": 0, "dilation": 1}
"""What a window has along an axis where nobody says it."""


def layers_written(graph: Graph) -> dict[str, Any]:
    """The layers of a graph of registered entries, as JSON has them; InputError for an entry that no name finds."""
    return {str(l): dict(_layer_written(l, layer, graph)) for l, layer in graph.layers.items()}


def _layer_written(l: int, layer: Layer, graph: Graph) -> Iterator[tuple[str, Any]]:
    entry = graph.activations[l]
    yield "activation", entry_name(NORMALIZERS if NORMALIZERS.holds(entry) else ACTIVATIONS, entry)
    yield "adds", [_edge_written(edge) for edge in layer.edges]
    if layer.bias is not None:
        yield "bias", layer.bias


def _edge_written(edge: Edge) -> dict[str, Any]:
    kind, made_of = _link_written(edge.link)
    weight = {} if edge.weight is None else {"weight": edge.weight}
    return {"link": kind, "of": edge.layer, **weight, **made_of}


def _link_written(link: Link) -> tuple[str, dict[str, Any]]:
    """The word of a link and what it is made of; InputError for one of somebody's own, which no file has."""
    if isinstance(link, Move):
        return _move_written(link)
    for word, kind in KINDS.items():
        if type(link) is kind:
            return word, dict(_made_of(link))
    raise InputError(f"the link {link.name} is none of {', '.join(KINDS)}, and a file holds no other.")


def _made_of(link: Link) -> Iterator[tuple[str, Any]]:
    """Its fields, without those that are as they usually are; those of a window by themselves."""
    for field in fields(link):  # type: ignore[arg-type]
        value = getattr(link, field.name)
        if isinstance(value, Window):
            yield from ((name, list(got)) for name, got in vars(value).items() if set(got) != {USUAL.get(name)})
        elif value != field.default:
            yield field.name, value


def _move_written(link: Move) -> tuple[str, dict[str, Any]]:
    """A move by its name, where it has one, else by its table."""
    n, p = link.source
    tries: dict[str, Any] = {"into": link.table.shape, "positions": link.table[0], "neurons": link.table[:, 0] // p}
    for word, (made_of, make) in MOVES.items():
        given = [[int(k) for k in tries[made_of]]] if made_of else []
        try:
            made = make(link.source, *given)
        except (ValueError, IndexError):  # it does not fit that shape
            continue
        if made.says == link.says and np.array_equal(made.table, link.table):
            return word, dict(zip([made_of] * bool(made_of), given, strict=True))
    return "move", {"source": [n, p], "table": link.table.tolist(), "says": link.says}
