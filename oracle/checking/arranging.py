"""The arrays of a file as they are meant: vectors that became matrices, single numbers, whole numbers, axes in another order.

Languages without vectors, or without matrices of one row, cannot say what an array of one row is; what it must be follows
from the arrays beside it. `arranged` gives every letter its shape in the book, where there is one way to do so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any

import numpy as np

from nablacheck.oracle.checking.foreign_arrays import is_whole, said_of_whole
from nablacheck.reference.errors import InputError

Array = np.ndarray[Any, Any]
TRIES = 2**12
"""Ways to lay out vectors that are tried."""
REVERSED = "the arrays are read with their axes in reverse order, as languages that count columns first write them to HDF5"


def numbers_of_one_kind(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """What came as whole numbers, or as yes and no, in floats of the kind that the other arrays have."""
    kinds = [array.dtype for array in arrays.values() if array.dtype.kind == "f"]
    kind = max(kinds, key=lambda dtype: dtype.itemsize, default=np.dtype(np.float64))
    return {name: _as_floats(name, array, kind) if is_whole(array) else array for name, array in arrays.items()}


def lost_in_whole(arrays: Mapping[str, Array]) -> tuple[str, ...]:
    """What to say where gradients that came as whole numbers are wrong: nothing behind a point is left in them."""
    came = (name for name, array in arrays.items() if name.startswith("nabla") and is_whole(array))
    return tuple(said_of_whole(name, arrays[name].dtype) for name in came)[:1]


def _as_floats(name: str, array: Array, kind: np.dtype[Any]) -> Array:
    with np.errstate(over="ignore"):
        floats = array.astype(kind)
    if not np.array_equal(floats.astype(object), array.astype(object)):
        raise InputError(f"{name} holds whole numbers that are no {kind}; store it as floats.")
    return floats


def arranged(arrays: Mapping[str, Array]) -> tuple[dict[str, Array], tuple[str, ...]]:
    """The arrays in the shapes of the book, (n, n_prev), (n, 1) and (n, m), and a note where their axes were reversed.

    Where no way fits, they stay as they are, and the shapes are refused by whoever needs them.
    """
    for axes_reversed in (False, True):
        turned = {name: array.T if axes_reversed and array.ndim == 2 else array for name, array in arrays.items()}
        for shapes in _shapes(turned):
            if _chain(shapes):
                laid_out = {name: _laid_out(name, array, shapes) for name, array in turned.items()}
                return laid_out, (REVERSED,) if axes_reversed and _matters(arrays) else ()
    return dict(arrays), ()


def _matters(arrays: Mapping[str, Array]) -> bool:
    return any(min(array.shape, default=0) > 1 for array in arrays.values())


def _shapes(arrays: Mapping[str, Array]) -> Iterator[dict[str, tuple[int, int]]]:
    """Every way to lay out x, y and the weights: a matrix as it is, a vector as a row or a column, as it stands first."""
    names = [name for name in arrays if re.fullmatch(r"x|y|w[0-9]+", name)]
    ways = [list(_ways(arrays[name])) for name in names]
    for chosen in islice(product(*ways), TRIES):
        yield dict(zip(names, chosen, strict=True)) | {
            name: (array.size, 1) for name, array in arrays.items() if re.fullmatch(r"b[0-9]+", name)
        }


def _ways(array: Array) -> Iterator[tuple[int, int]]:
    if array.ndim == 2 and 1 not in array.shape:
        yield array.shape[0], array.shape[1]
    elif array.ndim <= 2:
        rows = array.shape[0] if array.ndim else 1
        yield from dict.fromkeys([(rows, array.size // rows), (array.size, 1), (1, array.size)] if rows else [(0, array.size)])


def _chain(shapes: Mapping[str, tuple[int, int]]) -> bool:
    """Whether x, the weights, the biases and y fit one another."""
    layers = sorted(int(name[1:]) for name in shapes if name[0] == "w")
    if not {"x", "y"} <= set(shapes) or layers != list(range(2, len(layers) + 2)):
        return False
    widths = [shapes["x"][0]]
    for l in layers:
        rows, columns = shapes[f"w{l}"]
        if columns != widths[-1] or shapes.get(f"b{l}", (rows, 1))[0] != rows:
            return False
        widths.append(rows)
    return shapes["y"] == (widths[-1], shapes["x"][1])


def _laid_out(name: str, array: Array, shapes: Mapping[str, tuple[int, int]]) -> Array:
    """An array in its shape; one that has as many numbers in a vector as its letter is laid out like it."""
    shape = shapes.get(name.removeprefix("nabla_"))
    if name.startswith("nabla_b") and shape is None:
        shape = (shapes[f"w{name[len('nabla_b') :]}"][0], 1) if f"w{name[len('nabla_b') :]}" in shapes else None
    vector = array.ndim < 2 or 1 in array.shape
    return array.reshape(shape) if shape and array.size == np.prod(shape) and vector else array
