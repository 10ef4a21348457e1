"""The probe: how far the elementary functions of an installed library are from the truth, against the accuracy table.

Formats of 16 bits are scanned whole; of the others, intervals in which the formulas use a function.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from nablacheck.adapters import load
from nablacheck.oracle.generating.arguments import HALF_UNIT, every
from nablacheck.oracle.generating.problems import Seeded
from nablacheck.reference.arithmetic import FLOAT, PRECISIONS, Precision
from nablacheck.reference.arithmetic.accuracy import ACCURACY, FARTHEST
from nablacheck.reference.arithmetic.certified import Certified

Array = np.ndarray[Any, Any]
Interval = tuple[float, float]

DOMAINS: dict[str, tuple[Interval, ...]] = {
    "exp": ((-80, 80), (-1, 1)),
    "expm1": ((-40, 80), (-1, 1)),
    "log": ((0.0625, 16), (0.875, 1.125)),
    "log1p": ((0, 1), (0, 0.015625)),  # all that the formulas ask of it
    "tanh": ((-24, 24), (-1, 1)),
    "erf": ((-5, 5), (-1, 1)),
    "erfc": ((-6, 1), (1, 9), (9, 26)),
    "sqrt": ((0.0625, 16),),
    # a ball says nothing of arguments beyond; around 355, almost 113π, an error of the argument would show
    "sin": ((-8, 8), (-1, 1), (354.9375, 355.0625), (-(2**17), 2**17), (-FARTHEST["sin"], FARTHEST["sin"])),
    "cos": ((-8, 8), (-1, 1), (354.9375, 355.0625), (-(2**17), 2**17), (-FARTHEST["cos"], FARTHEST["cos"])),
    "atan": ((-16, 16), (-1, 1), (-4096, 4096)),
    "sigmoid": ((-80, 80), (-8, 8)),
    "pow": ((0.0625, 16), (0.875, 1.125), (0, 2**20)),
}
CONSTANTS: dict[str, tuple[tuple[float, ...], ...]] = {
    "pow": tuple((p,) for p in (0.5, -0.5, 0.75, -3.25, 10.5))  # held by every format
}
"""What a function is given beside its argument; nothing where it is not named."""
POINTS = 4000
XP = Certified(200)


@dataclass(frozen=True)
class Measured:
    """The largest error of a function in unit roundoffs, where it was found, and what the table allows."""

    library: str
    dtype: str
    function: str
    found: float
    at: float
    allowed: float

    @property
    def kept(self) -> bool:
        """Whether the library keeps its row."""
        return self.found <= self.allowed


def elementary(library: str) -> Callable[..., Array]:
    """The elementary functions of a library, by name; MissingFramework where it is not installed."""
    if library == "numpy":
        return _of_numpy
    functions = load(library).functions
    assert functions is not None
    assert functions.elementary is not None
    return functions.elementary


def _of_numpy(function: str, x: Array, dtype: str, *constants: float) -> Array:
    with FLOAT.working():
        return np.asarray(getattr(FLOAT, function)(x.astype(dtype), *constants), dtype=np.float64)


def probe(library: str, dtype: str) -> Iterator[Measured]:
    """Each elementary function of a library in a dtype."""
    evaluate = elementary(library)
    for function in DOMAINS:
        yield measured(library, dtype, function, evaluate)


def measured(library: str, dtype: str, function: str, evaluate: Callable[..., Array]) -> Measured:
    """The largest error of a function, for any of its constants, where its value is a normal number of the dtype."""
    found = (_measured(library, dtype, function, evaluate, constants) for constants in CONSTANTS.get(function, ((),)))
    return max(found, key=lambda row: row.found)


def _measured(
    library: str, dtype: str, function: str, evaluate: Callable[..., Array], constants: tuple[float, ...]
) -> Measured:
    allowed, p = ACCURACY[library][dtype].kappa[function], PRECISIONS[dtype]
    x, truth, spare = _truth(function, dtype, *constants)
    given = evaluate(function, x, dtype, *constants)
    with np.errstate(all="ignore"):
        error = np.maximum(_distance(given, truth) - spare * p.u, 0) / (abs(truth.astype(np.float64)) * p.u)
    error = np.where(np.isfinite(given), error, math.inf)
    worst = int(np.argmax(error))
    return Measured(library, dtype, function, float(error[worst]), float(x[worst]), allowed)


def _distance(given: Array, truth: Array) -> Array:
    return np.array([abs(float(t - g)) if math.isfinite(g) else math.inf for g, t in zip(given.tolist(), truth, strict=True)])


@cache
def _truth(function: str, dtype: str, *constants: float) -> tuple[Array, Array, Array]:
    """Arguments, the certified values there, and what a rounding of the argument does to them, in unit roundoffs."""
    p = PRECISIONS[dtype]
    x = np.unique(every(dtype)) if p.u >= HALF_UNIT else _sampled(function, p)
    low, high = (f(end for interval in DOMAINS[function] for end in interval) for f in (min, max))
    x = x[(x >= low) & (x <= high) & ((abs(x) >= p.eta) | (x == 0))]  # a subnormal number may be read as zero
    with XP.working():
        values = np.asarray(getattr(XP, function)(XP.lift(x), *constants), dtype=object)
        sizes = np.array([abs(float(value)) for value in values])
        normal = (sizes >= p.eta) & (sizes <= p.largest * (1 - p.u))
        x, values = x[normal], values[normal]
    spare = abs(x) * 2 / math.sqrt(math.pi) * np.exp(-x * x) if function == "erfc" else 0 * x
    return x, values, spare


def _sampled(function: str, p: Precision) -> Array:
    """Random points of each interval, in the dtype."""
    reals = Seeded(0).reals(function, (len(DOMAINS[function]), POINTS)) / 4 + 0.5  # in [0, 1]
    points = [low + (high - low) * part for (low, high), part in zip(DOMAINS[function], reals, strict=True)]
    return np.unique(np.concatenate(points).astype(p.name)).astype(np.float64)
