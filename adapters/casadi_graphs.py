"""CasADi: a graph of matrices for each problem, differentiated in reverse; in float64, which is all that it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from typing import Any

import casadi as ca
import numpy as np

from nablacheck.adapters.derivative_rules import PULLBACKS
from nablacheck.adapters.eager import Eager
from nablacheck.adapters.kinks_by_release import of_release
from nablacheck.adapters.native import Native, Table
from nablacheck.adapters.wrapped_arrays import Operations
from nablacheck.reference.arithmetic.accuracy import Row
from nablacheck.reference.backprop import Kinks

Array = Any

ACTIVATIONS: Table = {
    "identity": Native("", lambda z: z),
    "tanh": Native("ca.tanh", ca.tanh),
    "relu": Native("ca.fmax", lambda z: ca.fmax(z, 0)),
    "relu6": Native("ca.fmin", lambda z: ca.fmin(ca.fmax(z, 0), 6), also=("ca.fmax",)),
    "hardtanh": Native("ca.fmin", lambda z, min_val, max_val: ca.fmin(ca.fmax(z, min_val), max_val), also=("ca.fmax",)),
    "gelu": Native("ca.erf", lambda z: z * (1 + ca.erf(z / sqrt(2))) / 2),  # there is no erfc
}
KINKS: Kinks = of_release(
    "casadi",
    {
        "relu": {0.0: 0.5},
        "relu6": {0.0: 0.5, 6.0: 0.5},
        "hardtanh": lambda min_val, max_val: {min_val: 0.5, max_val: 0.5},
    },
)
ACCURACY = {
    "float64": Row(
        {"exp": 2, "expm1": 2, "log": 2, "log1p": 2, "tanh": 4, "erf": 3, "sqrt": 1}
        | {"sin": 2, "cos": 2, "atan": 2, "sigmoid": 5, "pow": 2},
        "the C library's: glibc's manual gives 1 ULP, and 2 for tanh; sigmoid is ours, the error of exp and two roundings",
    )
}


def gradients(
    function: Callable[..., Any], leaves: Sequence[Array], constants: Sequence[Array], dtype: str
) -> tuple[Any, list[Any], list[Any]]:
    """`ca.gradient` of the number by a symbol for each leaf."""
    symbols = [ca.MX.sym(f"x{i}", *leaf.shape) for i, leaf in enumerate(leaves)]
    value, beside = function(symbols, [ca.MX(ca.DM(np.asarray(part))) for part in constants])
    slopes = [ca.gradient(value, symbol) for symbol in symbols]
    found = ca.Function("f", symbols, [value, *beside, *slopes]).call([ca.DM(np.asarray(leaf)) for leaf in leaves])
    whole, *rest = (np.asarray(ca.densify(part)) for part in found)
    return whole, rest[: len(beside)], rest[len(beside) :]


def _total(array: Array, axis: int) -> Array:
    return ca.sum1(array) if axis == -2 else ca.sum2(array)


def _largest(array: Array, axis: int) -> Array:
    """The largest of each column, without what could be differentiated."""
    rows = ca.vertsplit(array)
    largest = rows[0]
    for row in rows[1:]:
        largest = ca.fmax(largest, row)
    return ca.stop_diff(largest, 1)


def _alike(*arrays: Array) -> list[Array]:
    """Rows repeated: CasADi repeats columns and numbers by itself."""
    shapes = [getattr(array, "shape", (1, 1)) for array in arrays]
    tall = max(rows for rows, _ in shapes)
    return [
        ca.repmat(array, tall, 1) if rows < tall and columns > 1 else array
        for array, (rows, columns) in zip(arrays, shapes, strict=True)
    ]


OF_CASADI = ("exp", "expm1", "log", "log1p", "tanh", "sqrt", "sin", "cos", "atan", "erf")
OPERATIONS = Operations(
    elementary={**{name: getattr(ca, name) for name in OF_CASADI}, "sigmoid": lambda z: 1 / (1 + ca.exp(-z))},
    where=ca.if_else,
    maximum=ca.fmax,
    minimum=ca.fmin,
    absolute=ca.fabs,
    total=_total,
    largest=_largest,
    filled=lambda value, array: ca.MX(ca.DM(np.full(array.shape, value))),
    constant=lambda numbers, array: ca.MX(ca.DM(numbers)),
    both=ca.logic_and,
    either=ca.logic_or,
    negated=ca.logic_not,
    alike=_alike,
)
ADAPTERS = {
    "casadi": Eager(
        "casadi",
        "CasADi",
        OPERATIONS,
        gradients,
        ACTIVATIONS,
        {},
        KINKS,
        ACCURACY,
        dtypes=("float64",),
        pullbacks=PULLBACKS["casadi"],
    ).adapter()
}
