"""Parameters by name, in one order: b2, …, bL, then w2, …, wL; to and from layers, and to and from one vector.

What has a number for each weight and bias, such as a gradient or a direction, goes by the same names in the same order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from nablacheck.reference.errors import InputError

Array = Any
Layers = Mapping[int, Array]
"""Arrays keyed by the layer, so that a wrong index is a KeyError and never the last layer by accident."""
Shape = tuple[int, ...]


def named(w: Layers, b: Layers) -> dict[str, Array]:
    """Weights and biases by name, in order."""
    return {f"{letter}{l}": part[l] for letter, part in (("b", b), ("w", w)) for l in sorted(part)}


def letter_and_layer(name: str) -> tuple[str, int]:
    """w and 2, of w2."""
    return name[0], int(name[1:])


def in_brackets(name: str) -> str:
    """The name of a parameter in messages: w[2] for w2."""
    letter, l = letter_and_layer(name)
    return f"{letter}[{l}]"


def layered(parts: Mapping[str, Any]) -> tuple[dict[int, Any], dict[int, Any]]:
    """What stands under the names of parameters as w and b by layer."""
    layers: dict[str, dict[int, Any]] = {"w": {}, "b": {}}
    for name, part in parts.items():
        letter, l = letter_and_layer(name)
        layers[letter][l] = part
    return layers["w"], layers["b"]


def flattened(parts: Mapping[str, Array], axes: int = 2) -> Array:
    """One vector (…, P) of arrays by name, each row by row along its last `axes` axes; those before are draws."""
    flat = [part.reshape(*part.shape[: part.ndim - axes], -1) for part in map(np.asanyarray, parts.values())]
    return np.concatenate(flat, axis=-1)


def parted(vector: Array, shapes: Mapping[str, Shape]) -> dict[str, Array]:
    """Arrays by name (…, *shape) of a vector (…, P), in the order of the shapes; InputError where their sizes do not add up."""
    count = sum(map(math.prod, shapes.values()))
    if vector.shape[-1:] != (count,):
        raise InputError(f"a vector has shape {vector.shape}; for {', '.join(shapes)} its last axis must have {count} entries.")
    parts, start = {}, 0
    for name, shape in shapes.items():
        stop = start + math.prod(shape)
        parts[name] = vector[..., start:stop].reshape(*vector.shape[:-1], *shape)
        start = stop
    return parts
