"""HIPS autograd: NumPy with reverse mode; its own functions are NumPy's and two of SciPy's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import make_vjp
from autograd.scipy import special
from autograd.tracer import getval

from nablacheck.adapters.derivative_rules import PULLBACKS
from nablacheck.adapters.eager import Eager
from nablacheck.adapters.kinks_by_release import of_release
from nablacheck.adapters.native import Native, Table
from nablacheck.adapters.wrapped_arrays import Operations
from nablacheck.reference.arithmetic.accuracy import ACCURACY, Row
from nablacheck.reference.backprop import Kinks

Array = Any

ACTIVATIONS: Table = {
    "identity": Native("", lambda z: z),
    "sigmoid": Native("special.expit", special.expit),
    "tanh": Native("anp.tanh", anp.tanh),
    "relu": Native("anp.maximum", lambda z: anp.maximum(z, 0)),
    "softplus": Native("anp.logaddexp", lambda z: anp.logaddexp(z, 0)),
    "hardtanh": Native("anp.clip", lambda z, min_val, max_val: anp.clip(z, min_val, max_val)),
}
KINKS: Kinks = of_release(
    "autograd",
    {
        "relu": {0.0: 0.5},
        "hardtanh": lambda min_val, max_val: {min_val: 0.0, max_val: 0.0},
    },
)


def gradients(
    function: Callable[..., Any], leaves: Sequence[Array], constants: Sequence[Array], dtype: str
) -> tuple[Any, list[Any], list[Any]]:
    """`make_vjp` of the number by a tuple of all leaves."""
    beside: list[Any] = []

    def number(leaves: Any) -> Any:
        value, parts = function(list(leaves), [np.asarray(part, dtype) for part in constants])
        beside[:] = [np.array(getval(part)) for part in parts]
        return value

    with np.errstate(all="ignore"):
        pull, value = make_vjp(number)(tuple(np.asarray(leaf, dtype) for leaf in leaves))
        slopes = pull(np.ones_like(value))
    return np.asarray(value), beside, [np.asarray(slope) for slope in slopes]


def _row(dtype: str) -> Row:
    """NumPy's row; erf and erfc are SciPy's."""
    numpy = ACCURACY["numpy"][dtype]
    return Row({**numpy.kappa, "erf": 4}, f"{numpy.source}; but erf is SciPy's, 3.1u in a scan of float64")


OPERATIONS = Operations(
    elementary={
        **{name: getattr(anp, name) for name in ("exp", "expm1", "log", "log1p", "tanh", "sqrt", "sin", "cos")},
        "atan": anp.arctan,
        "erf": special.erf,
        "erfc": special.erfc,
        "sigmoid": special.expit,
    },
    where=anp.where,
    maximum=anp.maximum,
    minimum=anp.minimum,
    absolute=abs,
    total=lambda array, axis: anp.sum(array, axis=axis, keepdims=True),
    largest=lambda array, axis: np.max(getval(array), axis=axis, keepdims=True),
    filled=lambda value, array: np.full(array.shape, value, array.dtype),
    constant=lambda numbers, array: numbers.astype(array.dtype),
)
ADAPTERS = {
    "autograd": Eager(
        "autograd",
        "HIPS autograd",
        OPERATIONS,
        gradients,
        ACTIVATIONS,
        {},
        KINKS,
        {dtype: _row(dtype) for dtype in ("float32", "float64")},
        pullbacks=PULLBACKS["autograd"],
        bias_last=True,
        computes_in="float64",  # what numpy.where gives back is float64, and the way back goes on in it
    ).adapter()
}
