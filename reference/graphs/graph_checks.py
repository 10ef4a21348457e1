"""What has to be true of a graph, one sentence for each thing that is not: its order, its parameters, and what fits what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.checked_arrays import check_same_dtype
from nablacheck.reference.errors import InputError, a_kind
from nablacheck.reference.graphs.layers import Edge, Layer, size
from nablacheck.reference.links import LAYER, NOTHING, PARAMETER, Link, Misfit, Shape

Layers = Mapping[int, Layer]
Parameters = Mapping[str, Array]
HAS = {NOTHING: "no weight", PARAMETER: "the name of a parameter for its weight", LAYER: "a layer for its weight"}


def check_parts(layers: Any, parameters: Any) -> None:
    """InputError unless layers and parameters are mappings, and every layer is one, with edges that have links."""
    for of, given, wanted in (("layers", layers, "numbers to layers"), ("parameters", parameters, "names to arrays")):
        if not isinstance(given, Mapping):
            raise InputError(f"the {of} of a graph are {a_kind(given)}; give a mapping, from {wanted}.")
    for l, layer in layers.items():
        if not isinstance(layer, Layer):
            raise InputError(f"layer {l} is {a_kind(layer)}; it must be a Layer, as Layer('tanh', [Edge(1, Dense(), 'w{l}')]).")
        if not isinstance(layer.edges, Sequence):
            raise InputError(f"the edges of layer {l} are {a_kind(layer.edges)}; give a list of them, of one as well.")
        check_edges(l, layer.edges)


def check_edges(l: int, edges: Sequence[Edge]) -> None:
    """InputError where something among the edges of layer l is none, or has no link."""
    for edge in edges:
        wrong = getattr(edge, "link", edge)
        if not isinstance(edge, Edge) or not isinstance(wrong, Link):
            given = f"the class {wrong.__name__}" if isinstance(wrong, type) else a_kind(wrong)
            raise InputError(f"layer {l} has {given} among its edges; each has a link, as Edge(1, Dense(), 'w{l}').")


def check_order(layers: Layers) -> None:
    """InputError unless the layers are 2, …, L, each reads earlier ones, and all but the last are read."""
    L = len(layers) + 1
    if not layers or list(layers) != list(range(2, L + 1)):
        raise InputError(f"a graph has the layers {list(layers)}; allowed are 2, …, L without gaps (layer 1 is the input).")
    for l, layer in layers.items():
        if not layer.edges:
            raise InputError(f"layer {l} reads no layer; give it an edge, as Edge({l - 1}, Dense(), 'w{l}').")
        for k in _read_by(layer):
            _check_reading(layers, l, k)
    read = {k for layer in layers.values() for k in _read_by(layer)}
    for l in range(1, L):
        if l not in read:
            raise InputError(
                f"layer {l} is read by no layer; all but the last, {L}, must be: remove it, or let a later one read it."
            )


def _read_by(layer: Layer) -> list[int]:
    return [k for edge in layer.edges for k in edge.layers]


def _check_reading(layers: Layers, l: int, k: int) -> None:
    if k != 1 and k not in layers:
        raise InputError(f"layer {l} reads layer {k}, which is not there; there are 1, …, {len(layers) + 1}.")
    if k < l:
        return
    circle = [l] if k == l else _way(layers, k, l)
    if circle:
        raise InputError(
            f"the layers {' → '.join(map(str, [*circle, circle[0]]))} read each other in a circle, which no graph may have: "
            f"give each step of a recurrent network a layer of its own, with the weight shared."
        )
    raise InputError(f"layer {l} reads layer {k}, which comes after it: number the layers so that each reads earlier ones.")


def _way(layers: Layers, start: int, end: int) -> list[int]:
    """Layers from `start` to `end`, each of which reads the next; nothing where there are none."""
    ahead, seen = [[start]], {start}
    while ahead:
        way = ahead.pop()
        for k in _read_by(layers[way[-1]]):
            if k == end:
                return [*way, end]
            if k in layers and k not in seen:
                seen.add(k)
                ahead.append([*way, k])
    return []


def check_parameters(layers: Layers, parameters: Parameters) -> None:
    """InputError unless every name that is used has a parameter, of one dtype, and none is left over."""
    weights = {edge.weight for layer in layers.values() for edge in layer.edges if isinstance(edge.weight, str)}
    biases = {layer.bias for layer in layers.values() if layer.bias is not None}
    for l, layer in layers.items():
        for name in (*(edge.weight for edge in layer.edges), layer.bias):
            if isinstance(name, str) and name not in parameters:
                given = ", ".join(parameters) or "none"
                raise InputError(f"layer {l} needs the parameter {name!r}; given are {given}.")
    for name in parameters:
        if name not in weights | biases:
            raise InputError(f"parameter {name!r} belongs to no link and is no bias: remove it, or let an edge have it.")
        if name in weights & biases:
            raise InputError(f"parameter {name!r} is a bias and the weight of a link; it may be one of the two alone.")
    if parameters:
        check_same_dtype(parameters)


def check_inputs(inputs: Shape) -> None:
    """InputError unless the inputs have neurons and positions."""
    if not (len(inputs) == 2 and all(isinstance(n, int) and n > 0 for n in inputs)):
        raise InputError(f"inputs is {inputs!r}; it must be the neurons of layer 1, or (neurons, positions), each at least 1.")


def shapes_of(inputs: Shape, layers: Layers, parameters: Parameters) -> dict[int, Shape]:
    """The neurons and positions of each layer; InputError where what one adds up does not fit."""
    check_inputs(inputs)
    shapes = {1: inputs}
    for l, layer in layers.items():
        shapes[l] = shape_of(l, layer, layers, parameters, shapes)
    return shapes


def shape_of(l: int, layer: Layer, layers: Layers, parameters: Parameters, shapes: Mapping[int, Shape]) -> Shape:
    """The neurons and positions of a layer, from those of earlier ones; InputError where what it adds up does not fit."""
    first, *others = [(edge, _shape(l, edge, layers, parameters, shapes)) for edge in layer.edges]
    for edge, shape in others:
        if shape != first[1]:
            raise InputError(
                f"layer {l} adds {first[0]}, which is {size(first[1])}, and {edge}, which is {size(shape)}; "
                f"what a layer adds must have one shape."
            )
    bias = parameters[layer.bias] if layer.bias else None
    n, p = first[1]
    if bias is not None and bias.shape[-2:] not in ((n, 1), (n, p)):
        allowed = f"(…, {n}, 1)" + (f", or (…, {n}, {p}) with one for each position" if p > 1 else "")
        raise InputError(f"{layer.bias} has shape {bias.shape}; as the bias of layer {l} it must be {allowed}.")
    return first[1]


def _shape(l: int, edge: Edge, layers: Layers, parameters: Parameters, shapes: Mapping[int, Shape]) -> Shape:
    """What an edge of layer l adds to it."""
    kind = LAYER if isinstance(edge.weight, int) else NOTHING if edge.weight is None else PARAMETER
    if kind != edge.link.weight:
        raise InputError(f"layer {l} is {edge}; the link {edge.link.name} has {HAS[edge.link.weight]}.")
    weight: Shape | None = None
    if isinstance(edge.weight, int):
        weight = shapes[edge.weight]
    elif edge.weight is not None:
        rows, columns = parameters[edge.weight].shape[-2:]
        weight = rows, columns
    try:
        return edge.link.shape(weight, shapes[edge.layer])
    except Misfit as misfit:
        names = {"w": f"layer {edge.weight}" if isinstance(edge.weight, int) else edge.weight, "a": f"layer {edge.layer}"}
        shared = next((m for m in layers if m < l and _has(layers[m], edge.weight)), None)
        also = f"; layer {shared} shares {edge.weight}, which must fit both" if shared else ""
        raise InputError(f"layer {l} is {edge}: {str(misfit).format(**names)}{also}.") from misfit


def _has(layer: Layer, weight: str | int | None) -> bool:
    return isinstance(weight, str) and any(edge.weight == weight for edge in layer.edges)
