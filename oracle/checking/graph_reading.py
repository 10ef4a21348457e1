"""A graph out of what a problem file says of its layers, each slip one sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from typing import Any

from nablacheck.oracle.checking.graph_spec import KINDS, MOVES, MUST, OF_EDGE, OF_LAYER
from nablacheck.oracle.checking.specification import LAYER
from nablacheck.reference.draws import whole
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.graph_checks import check_order, check_parameters, shape_of
from nablacheck.reference.graphs.layers import Edge, Layer, size
from nablacheck.reference.links import Link, Shape, Skip, Window
from nablacheck.reference.quoting import shown


def graph_read(inputs: Any, layers: Any, parameters: Mapping[str, Any], cost: Any) -> Graph:
    """The graph of what a file says and its parameters; InputError for whatever is none."""
    shape, given = _shape(inputs, "inputs in spec"), _by_number(layers)
    read = {l: _layer(l, layer) for l, layer in given.items()}
    check_order(read)
    check_parameters(read, parameters)
    shapes = {1: shape}
    for l, layer in read.items():
        edges = [_linked(l, edge, written, shapes) for edge, written in zip(layer.edges, given[l]["adds"], strict=True)]
        read[l] = Layer(layer.activation, edges, layer.bias)
        shapes[l] = shape_of(l, read[l], read, parameters, shapes)
    return Graph(shape, read, parameters, cost)


def parameters_named(layers: Any) -> list[str]:
    """The names of all parameters that layers have, in their order; of what are no layers, none."""
    each = [layer for layer in layers.values() if isinstance(layer, dict)] if isinstance(layers, dict) else []
    named: list[Any] = []
    for layer in each:
        adds = layer.get("adds")
        edges = [edge for edge in adds if isinstance(edge, dict)] if isinstance(adds, list) else []
        named += [*(edge.get("weight") for edge in edges), layer.get("bias")]
    return list(dict.fromkeys(name for name in named if isinstance(name, str)))


def _shape(given: Any, name: str) -> Shape:
    numbers = given if isinstance(given, list) else [given, 1]
    if len(numbers) != 2:
        raise InputError(f"{name} is {shown(given)}; it must be the neurons of a layer, or [neurons, positions].")
    n, p = (whole(number, name, least=1) for number in numbers)
    return n, p


def _by_number(layers: Any) -> dict[int, dict[str, Any]]:
    """The layers by their numbers, each with known keys and a list of what it adds."""
    if not isinstance(layers, dict) or not all(re.fullmatch(LAYER, l) for l in layers):
        must = 'it must map the numbers of layers, 2 to 9999, to layers, as in {"2": {"adds": …}}'
        raise InputError(f"layers in spec is {shown(layers)}; {must}.")
    given = {int(l): layers[l] for l in sorted(layers, key=int)}
    for l, layer in given.items():
        if not isinstance(layer, dict) or not isinstance(layer.get("adds"), list):
            raise InputError(f'layer {l} in spec is {shown(layer)}; it must have the list "adds" of its links.')
        _known(layer, OF_LAYER, f"key of layer {l}")
    return given


def _known(given: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    for key in given:
        if key not in known:
            raise unknown(what, key, known)


def _layer(l: int, given: Mapping[str, Any]) -> Layer:
    """A layer with its edges, of which nobody knows the link yet: what one moves depends on the layer that it reads."""
    for key, value in (("activation", sigma := given.get("activation", "identity")), ("bias", bias := given.get("bias"))):
        if not isinstance(value, str | None) or value == "":
            raise InputError(f"{key} of layer {l} in spec is {shown(value)}; write a name, in quotes.")
    return Layer(sigma or "identity", [_edge(l, edge) for edge in given["adds"]], bias).with_entry()


def _edge(l: int, given: Any) -> Edge:
    if not isinstance(given, dict) or "link" not in given or "of" not in given:
        raise InputError(
            f'layer {l} in spec adds {shown(given)}; it must be as in {{"link": "dense", "of": 1, "weight": "w2"}}.'
        )
    weight = given.get("weight")
    if isinstance(weight, bool) or not isinstance(weight, str | int | None) or weight == "":
        raise InputError(f"weight in layer {l} is {shown(weight)}; write the name of a parameter, or the number of a layer.")
    return Edge(whole(given["of"], f"what layer {l} reads", least=1), Skip(), weight)


def _linked(l: int, edge: Edge, given: Mapping[str, Any], shapes: Mapping[int, Shape]) -> Edge:
    """The edge with its link."""
    word = given["link"]
    if not isinstance(word, str) or word not in {**KINDS, **MOVES}:
        raise unknown(f"link in layer {l}", word, {**KINDS, **MOVES})
    made_of = {key: value for key, value in given.items() if key not in OF_EDGE}
    try:
        link = _moved(word, made_of, shapes[edge.layer]) if word in MOVES else _of_kind(KINDS[word], made_of)
    except InputError as error:
        raise InputError(f"{word} in layer {l}: {error}") from error
    except (TypeError, ValueError, IndexError):  # numbers that are none, lists that are no table, entries that there are not
        of = f"layer {edge.layer}, which is {size(shapes[edge.layer])}"
        raise InputError(f"{word} in layer {l} is made of {shown(made_of)}, which does not fit {of}.") from None
    return replace(edge, link=link)


def _moved(word: str, made_of: Mapping[str, Any], shape: Shape) -> Link:
    key, make = MOVES[word]
    _check_keys(made_of, {key} - {""}, {key} - {""})
    return make(shape, *([whole(n, key, least=0) for n in made_of[key]] for key in made_of))


def _of_kind(kind: Any, made_of: Mapping[str, Any]) -> Any:
    """A link out of its fields, those of a window among them."""
    own = {field.name: field for field in fields(kind)}
    of_window = tuple(field.name for field in fields(Window)) if own.pop("window", None) else ()
    must = {name for name, field in own.items() if field.default is MISSING} | (set(MUST) if of_window else set())
    _check_keys(made_of, {*own, *of_window}, must)
    given = {name: _read(name, value) for name, value in made_of.items() if name in own}
    if of_window:
        return kind(Window(**{name: made_of[name] for name in of_window if name in made_of}), **given)
    return kind(**given)


def _check_keys(given: Mapping[str, Any], known: set[str], must: set[str]) -> None:
    _known(given, tuple(sorted({*known, *OF_EDGE})), "key")
    for name in sorted(must - set(given)):
        raise InputError(f"{name} is missing; it has {', '.join(sorted(must))}.")


def _read(name: str, value: Any) -> Any:
    """A number of a link: a factor may be any, all others are whole."""
    if name == "factor":
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise InputError(f"factor is {shown(value)}; it must be a finite number.")
        return float(value)
    if name == "source":
        return _shape(value, name)
    if name == "says" and not isinstance(value, str):
        raise InputError(f"says is {shown(value)}; it must be a text.")
    return value if name in ("table", "says") else whole(value, name, least=1)
