"""MLX on the CPU: its own functions, whose derivatives it takes itself; in float32, since float64 has numbers of float32."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mlx.core as mx
import numpy as np
from mlx import nn

from nablacheck.adapters.derivative_rules import PULLBACKS
from nablacheck.adapters.eager import Eager
from nablacheck.adapters.kinks_by_release import of_release
from nablacheck.adapters.native import Native, Table
from nablacheck.adapters.wrapped_arrays import Operations
from nablacheck.reference.arithmetic.accuracy import Row
from nablacheck.reference.backprop import Kinks

Array = Any
mx.set_default_device(mx.cpu)

ACTIVATIONS: Table = {
    "identity": Native("", lambda z: z),
    "sigmoid": Native("mx.sigmoid", mx.sigmoid),
    "tanh": Native("mx.tanh", mx.tanh),
    "relu": Native("nn.relu", nn.relu),
    "relu6": Native("nn.relu6", nn.relu6),
    "leaky_relu": Native("nn.leaky_relu", lambda z, slope: nn.leaky_relu(z, slope)),
    "elu": Native("nn.elu", lambda z, alpha: nn.elu(z, alpha)),
    "celu": Native("nn.celu", lambda z, alpha: nn.celu(z, alpha)),
    "gelu": Native("nn.gelu", nn.gelu),
    "silu": Native("nn.silu", nn.silu),
    "softplus": Native("nn.softplus", lambda z: nn.softplus(z)),
    "logsigmoid": Native("nn.log_sigmoid", nn.log_sigmoid),
    "softsign": Native("nn.softsign", nn.softsign),
    "softshrink": Native("nn.softshrink", lambda z, lambd: nn.softshrink(z, lambd)),
    "hardshrink": Native("nn.hard_shrink", lambda z, lambd: nn.hard_shrink(z, lambd)),
    "hardtanh": Native("nn.hard_tanh", lambda z, min_val, max_val: nn.hard_tanh(z, min_val, max_val)),
    "hardswish": Native("nn.hardswish", nn.hardswish),
    "softmax": Native("mx.softmax", lambda z: mx.softmax(z, axis=-2)),
}
LEFT_OUT: dict[str, str] = {
    "nn.selu": "λ and α have six digits, 1.0507 and 1.67326",
    "nn.gelu_approx": "(1 + tanh u)/2 cancels, and z² overflows in the derivative: 0 · ∞",
    "nn.mish": "its derivative is NaN where that of softplus inside of it is",
    "nn.log_softmax": "over any axis but the last it is not to be relied on",
}
"""Functions of which there is an entry, but no number of its formula; MLX differentiates our formula in their place."""
KINKS: Kinks = of_release(
    "mlx",
    {
        "relu": {0.0: 0.0},
        "relu6": {0.0: 0.0, 6.0: 0.0},
        "leaky_relu": {0.0: 1.0},
        "elu": lambda alpha: {0.0: alpha},
        "softshrink": lambda lambd: {lambd: 0.0, -lambd: 0.0},
        "hardshrink": lambda lambd: {lambd: 0.0, -lambd: 0.0},
        "hardtanh": lambda min_val, max_val: {min_val: 0.0, max_val: 0.0},
        "hardswish": {-3.0: 0.0, 3.0: 1.0},
    },
)
ACCURACY = {
    "float32": Row(
        {"exp": 64, "expm1": 3, "log": 2, "log1p": 2, "tanh": 4, "sqrt": 1}
        | {"sin": 20, "cos": 8, "atan": 2, "sigmoid": 64, "pow": 2},
        "measured by the probe in MLX 0.32, with room for what it missed; exp loses with its argument, 62u at 80",
    )
}


def gradients(
    function: Callable[..., Any], leaves: Sequence[Array], constants: Sequence[Array], dtype: str
) -> tuple[Any, list[Any], list[Any]]:
    """`mx.vjp` of the number by all leaves."""
    given, watched = ([mx.array(np.asarray(part)) for part in parts] for parts in (constants, leaves))
    beside: list[Any] = []

    def number(*leaves: Any) -> list[Any]:
        value, parts = function(list(leaves), given)
        beside[:] = parts
        return [mx.sum(value)]

    (value,), slopes = mx.vjp(number, watched, [mx.ones(())])
    return np.array(value), [np.array(part) for part in beside], [np.array(slope) for slope in slopes]


OF_MLX = ("exp", "expm1", "log", "log1p", "tanh", "sqrt", "sin", "cos", "sigmoid")
OPERATIONS = Operations(
    # erf has an absolute error of some u, and no relative one; there is no erfc
    elementary={**{name: getattr(mx, name) for name in OF_MLX}, "atan": mx.arctan},
    where=mx.where,
    maximum=mx.maximum,
    minimum=mx.minimum,
    absolute=mx.abs,
    total=lambda array, axis: mx.sum(array, axis=axis, keepdims=True),
    largest=lambda array, axis: mx.stop_gradient(mx.max(array, axis=axis, keepdims=True)),
    filled=lambda value, array: mx.full(array.shape, value, array.dtype),
    constant=lambda numbers, array: mx.array(numbers, array.dtype),
)
ADAPTERS = {
    "mlx": Eager(
        "mlx",
        "MLX",
        OPERATIONS,
        gradients,
        ACTIVATIONS,
        {},
        KINKS,
        ACCURACY,
        dtypes=("float32",),
        pullbacks=PULLBACKS["mlx"],
    ).adapter()
}
