"""What radii are made of: constants, ends of arrays, and products that are only needed from above."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic.precision import FLOAT32, FLOAT64

U = FLOAT64.u
TINY = math.ulp(0.0)
"""The largest error of a float64 operation that underflows."""
ROUNDINGS_IN_A_RADIUS = 32
"""No formula of a radius rounds so often; the sums inside of products are counted apart."""
OUTWARD = 1 / (1 - ROUNDINGS_IN_A_RADIUS * U)
LARGE = 2**20
"""Multiplications from which on a product of matrices takes longer than to write both in another format."""
MOST_TERMS = 2**14
"""Of so many terms γ of float32 is a thousandth: of more, so many at a time, and bounds stay as narrow."""
EXACT = np.zeros(())
"""The radius of an exact operand; recognised by identity, which saves products a matrix multiplication."""


SMALL = 2**12
"""Entries up to which argmin takes a third of the time of min; it copies a large array whose axes were exchanged."""


def least(array: Any) -> float:
    """The least entry, or NaN where there is one."""
    return float(array.min()) if array.size > SMALL else array.item(array.argmin())


def greatest(array: Any) -> float:
    """The largest entry, or NaN where there is one."""
    return float(array.max()) if array.size > SMALL else array.item(array.argmax())


def filling(part: Any, shape: tuple[int, ...]) -> Any:
    """A midpoint, radius or size in the shape of its ball."""
    return part if np.shape(part) == shape else np.broadcast_to(part, shape)


def without(zero: Any, part: Any, finite: bool) -> Any:
    """An array with 0 where `zero` says so; a product, if all are finite, of which a processor makes many at a time."""
    return part * ~zero + 0.0 if finite else np.where(zero, 0.0, part)  # + 0.0, since −1 times 0 is −0


def narrowed(x: Any) -> Any:
    """The absolute values in float32: what is too large is infinite, what is too small is 0."""
    with np.errstate(over="ignore", invalid="ignore"):
        narrow = x.astype(np.float32)
    return np.abs(narrow, out=narrow)


def product_from_above(x: Any, y: Any, both: Callable[[], tuple[Any, Any]] | None = None) -> Any:
    """The product of the absolute values of matrices, or a little more: of large ones in float32, which takes half of the time.

    Both factors are rounded to float32, and a sum of k terms is given back its γ_{k+4}; of more than MOST_TERMS,
    parts are added up in float64. Rows with an entry of which underflow may have taken more than a rounding, or that
    has overflowed, are computed in float64. `both` gives the factors narrowed, of whoever has them already.
    """
    k = x.shape[-1]
    if x.shape[-2] * k * y.shape[-1] < LARGE:
        return abs(x) @ abs(y)
    a, b = both() if both else (narrowed(x), narrowed(y))
    parts = (_in_float32(x, y, a, b, slice(first, first + MOST_TERMS)) for first in range(0, k, MOST_TERMS))
    return reduce(operator.add, parts)


def _in_float32(x: Any, y: Any, a: Any, b: Any, terms: slice) -> Any:
    """The product from above of some of the terms; a and b are the factors in float32."""
    x, y, a, b = x[..., terms], y[..., terms, :], a[..., terms], b[..., terms, :]
    k = a.shape[-1]
    with np.errstate(over="ignore", invalid="ignore"):
        coarse = a @ b
    lowest = 4 * k * FLOAT32.eta * max(1.0, greatest(a), greatest(b)) / FLOAT32.u
    absolute = coarse / np.float64(1 - FLOAT32.gamma(k + 4))
    if least(coarse) >= lowest and greatest(coarse) < math.inf:
        return absolute
    rows = ~((coarse >= lowest) & (coarse < math.inf)).all(axis=-1)
    if coarse.ndim > 2 or rows.all():
        return abs(x) @ abs(y)
    absolute[rows] = abs(x[rows]) @ abs(y)
    return absolute
