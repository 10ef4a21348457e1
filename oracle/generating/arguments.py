"""The points of a sweep: the whole line as a dtype has it, and columns of layers, the same on every machine.

Numbers are float64 and held by the dtype. Formats of 16 bits are swept whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from nablacheck.oracle.generating.problems import Seeded
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Precision, precision

Array = np.ndarray[Any, Any]

WIDTHS = (1, 2, 3, 7, 8, 9, 17, 33)
NOT_FINITE = np.array([math.inf, -math.inf, math.nan])
OFFSET = 2.0**10
"""A mean that is large beside what neurons differ by."""
HALF_UNIT = 2.0**-11
"""Formats with a unit roundoff at or above this one have few numbers."""


def held(x: Any, p: Precision) -> Array:
    """Numbers rounded to a format, in float64, and no larger than it holds."""
    x = np.asarray(x, dtype=np.float64)
    _, exponent = np.frexp(x)
    quantum = np.maximum(np.ldexp(p.u, exponent), 2 * p.eta * p.u)  # one unit in the last place
    return np.asarray(np.clip(np.rint(x / quantum) * quantum, -p.largest, p.largest))


def neighbours(x: Any, p: Precision) -> Array:
    """Numbers with those next to them, one and two units below and above."""
    x = held(x, p)
    _, exponent = np.frexp(x)
    quantum = np.maximum(np.ldexp(p.u, exponent), 2 * p.eta * p.u)
    with np.errstate(over="ignore"):  # beyond the largest number
        return held([x + k * quantum / 2 for k in (-4, -2, -1, 0, 1, 2, 4)], p).ravel()


def every(dtype: str) -> Array:
    """Every finite number of a format of 16 bits, ±0 as well."""
    bits = np.arange(2**16, dtype=np.uint32)
    numbers: Array = (bits << 16).view(np.float32) if dtype == "bfloat16" else bits.astype(np.uint16).view(dtype)
    return np.asarray(numbers[np.isfinite(numbers)].astype(np.float64))


def line(entry: Activation, dtype: str) -> Array:
    """Arguments of an elementwise σ: every magnitude, the range in which σ bends, the neighbours of kinks and of overflows."""
    p = precision(dtype)
    if p.u >= HALF_UNIT:
        return every(dtype)
    edges = [*(float(kink) for kink in entry.kinks), *thresholds(p)]
    positive = np.concatenate([magnitudes(p), np.arange(1, 321) / 8, reals(400) * 4, reals(300) * 24])
    numbers = np.concatenate([[0.0, -0.0], positive, -positive, neighbours(np.array(edges), p)])
    return held(numbers, p)


def reals(count: int) -> Array:
    """Numbers between 0 and 2 with full mantissas."""
    return abs(Seeded(count).reals("points", (count,)))


def magnitudes(p: Precision) -> Array:
    """Numbers of every size: powers of two times 1 and times a full mantissa, from the smallest to the largest."""
    low, high = math.log2(p.eta * 2 * p.u), math.log2(p.largest)
    exponents = np.unique(np.floor(np.linspace(low, high, 160)))
    exponents = exponents[exponents < high]
    return np.concatenate([2.0**exponents, 2.0**exponents * (1 + reals(len(exponents)) / 2), [p.largest, p.eta]])


def thresholds(p: Precision) -> Iterator[float]:
    """Where e^z, z², z³ and 6z leave the format, and where 1 + e^z and tanh stop to change."""
    top, bottom, u = math.log(p.largest), math.log(p.eta), math.log(p.u)
    for size in (top, -bottom, -u, -u / 2, math.sqrt(p.largest), p.largest ** (1 / 3), p.largest / 6, top / 2, -bottom - u):
        yield from (size, -size)
    yield from (20.0, -20.0, 1.0, -1.0, 3.0, -3.0)


def columns(dtype: str) -> Iterator[tuple[Array, Array]]:
    """z and a cotangent for a σ that mixes a layer, (n, m) each: every width, several sizes, a large mean, equal neurons."""
    p = precision(dtype)
    for n in WIDTHS:
        choose = Seeded(n)
        z = np.concatenate([choose.reals("z", (n, 6)) * size for size in (1.0, 16.0, 2.0**-20, 2.0**10, p.largest / 4)], axis=1)
        z[:, ::6] = z[:1, ::6]
        z = np.concatenate([z, choose.reals("z", (n, 6)) + OFFSET], axis=1)
        yield held(z, p), held(choose.reals("cotangent", z.shape), p)


ORDINARY = (0, 0, 3, -3, 10, -10)
"""Exponents of the cotangents that a layer usually gets."""
MAGNITUDES = 9
"""As many exponents from that of the smallest number to that of the largest, these two excepted."""


def cotangents(z: Array, p: Precision, turn: int) -> Array:
    """A cotangent for each argument, other ones in each turn; in turn 0 all are 1.

    They have both signs and every magnitude, and some are 0. A cotangent times z² is held by the format, or the cotangent is at
    most 1: more would make a step overflow that does not where a gradient is of any use.
    """
    if turn == 0:
        return np.ones(z.shape)
    spans = np.rint(np.linspace(math.log2(p.eta), math.log2(p.largest), MAGNITUDES)[1:-1])
    sizes = np.array([0.0, *np.exp2([*ORDINARY, *spans])])
    with np.errstate(all="ignore"):
        room = np.fmax(p.largest / 16 / np.fmax(z * z, 1), 1)
    each = Seeded(turn).reals("cotangents", z.shape) * sizes[(np.arange(z.size) + turn) % len(sizes)]
    return held(np.clip(each, -room, room), p)
