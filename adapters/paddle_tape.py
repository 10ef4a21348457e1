"""PaddlePaddle on the CPU, eager: its own functions, differentiated by paddle.grad."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import paddle
from paddle.nn import functional as F

from nablacheck.adapters.derivative_rules import PULLBACKS
from nablacheck.adapters.eager import Eager
from nablacheck.adapters.kinks_by_release import of_release
from nablacheck.adapters.native import Native, Table
from nablacheck.adapters.wrapped_arrays import Operations
from nablacheck.reference.arithmetic.accuracy import Row
from nablacheck.reference.backprop import Kinks

Array = Any
paddle.set_device("cpu")

ACTIVATIONS: Table = {
    "identity": Native("", lambda z: z.clone()),
    "sigmoid": Native("F.sigmoid", F.sigmoid),
    "tanh": Native("F.tanh", F.tanh),
    "relu": Native("F.relu", F.relu),
    "relu6": Native("F.relu6", F.relu6),
    "leaky_relu": Native("F.leaky_relu", lambda z, slope: F.leaky_relu(z, slope)),
    "elu": Native("F.elu", lambda z, alpha: F.elu(z, alpha)),
    "gelu": Native("F.gelu", lambda z: F.gelu(z)),
    "silu": Native("F.silu", F.silu),
    "softplus": Native(
        "F.softplus", lambda z, beta, threshold: F.softplus(z, beta, threshold) if threshold < math.inf else F.softplus(z, beta)
    ),
    "softsign": Native("F.softsign", F.softsign),
    "tanhshrink": Native("F.tanhshrink", F.tanhshrink),
    "softshrink": Native("F.softshrink", lambda z, lambd: F.softshrink(z, lambd)),
    "hardshrink": Native("F.hardshrink", lambda z, lambd: F.hardshrink(z, lambd)),
    "hardtanh": Native("F.hardtanh", lambda z, min_val, max_val: F.hardtanh(z, min_val, max_val)),
    "hardsigmoid": Native("F.hardsigmoid", lambda z: F.hardsigmoid(z, slope=1 / 6)),
    "hardswish": Native("F.hardswish", F.hardswish),
    "logsigmoid": Native("F.log_sigmoid", F.log_sigmoid),
    "threshold": Native("F.thresholded_relu", lambda z, threshold, value: F.thresholded_relu(z, threshold, value)),
}
LEFT_OUT: dict[str, str] = {
    "F.softmax": "what is smaller than e^−64 of the largest is e^−64 of it",
    "F.log_softmax": "nothing is smaller than −64",
    "F.selu": "λ and α are rounded to float32 in float64 as well",
    "F.celu": "the derivative is a product with a mask, in which ∞ · 0 is NaN from where e^(z/α) overflows",
    "F.gelu(approximate)": "(1 + tanh u)/2 cancels, and z² overflows in the derivative: 0 · ∞",
    "F.mish": "softplus inside of it is log(1 + e^z), which cancels for negative z, and so does what is differentiated of it",
}
"""Functions of which there is an entry, but no number of its formula; PaddlePaddle differentiates ours in their place."""
KINKS: Kinks = of_release(
    "paddlepaddle",
    {
        "relu": {0.0: 0.0},
        "relu6": {0.0: 0.0, 6.0: 0.0},
        "leaky_relu": {0.0: 1.0},
        "elu": lambda alpha: {0.0: alpha},
        "softshrink": lambda lambd: {lambd: 0.0, -lambd: 0.0},
        "hardshrink": lambda lambd: {lambd: 1.0, -lambd: 1.0},
        "hardtanh": lambda min_val, max_val: {min_val: 0.0, max_val: 0.0},
        "hardsigmoid": {-3.0: 0.0, 3.0: 0.0},
        "hardswish": {-3.0: 0.0, 3.0: 1.0},
        "threshold": lambda threshold, value: {threshold: 0.0},
    },
)
SOURCE = "measured by the probe in PaddlePaddle 3.3, with room for what it missed"
ACCURACY = {
    "float32": Row(
        {"exp": 3, "expm1": 6, "log": 2, "log1p": 2, "tanh": 8, "erf": 8, "sqrt": 4}
        | {"sin": 4, "cos": 4, "atan": 2, "sigmoid": 5, "pow": 3},
        SOURCE,
    ),
    "float64": Row(
        {"exp": 3, "expm1": 2, "log": 2, "log1p": 2, "tanh": 4, "erf": 3, "sqrt": 1}
        | {"sin": 2, "cos": 2, "atan": 2, "sigmoid": 5, "pow": 8},
        SOURCE,
    ),
}


def gradients(
    function: Callable[..., Any], leaves: Sequence[Array], constants: Sequence[Array], dtype: str
) -> tuple[Any, list[Any], list[Any]]:
    """`paddle.grad` of the number by all leaves."""
    given = [paddle.to_tensor(np.ascontiguousarray(part), dtype=dtype) for part in constants]
    watched = [paddle.to_tensor(np.ascontiguousarray(leaf), dtype=dtype, stop_gradient=False) for leaf in leaves]
    value, beside = function(watched, given)
    slopes = paddle.grad([value], watched, allow_unused=True)
    found = [
        np.zeros(leaf.shape, dtype) if slope is None else slope.numpy() for slope, leaf in zip(slopes, watched, strict=True)
    ]
    return value.numpy(), [part.numpy() for part in beside], found


OF_PADDLE = ("exp", "expm1", "log", "log1p", "tanh", "sqrt", "sin", "cos", "atan", "erf")
OPERATIONS = Operations(
    elementary={**{name: getattr(paddle, name) for name in OF_PADDLE}, "sigmoid": F.sigmoid},  # there is no erfc
    where=paddle.where,
    maximum=paddle.maximum,
    minimum=paddle.minimum,
    absolute=paddle.abs,
    total=lambda array, axis: paddle.sum(array, axis=axis, keepdim=True),
    largest=lambda array, axis: paddle.max(array, axis=axis, keepdim=True).detach(),
    filled=lambda value, array: paddle.full(array.shape, value, array.dtype),
    constant=lambda numbers, array: paddle.to_tensor(numbers, dtype=array.dtype),
)
ADAPTERS = {
    "paddle": Eager(
        "paddle",
        "PaddlePaddle",
        OPERATIONS,
        gradients,
        ACTIVATIONS,
        {},
        KINKS,
        ACCURACY,
        pullbacks=PULLBACKS["paddlepaddle"],
        bias_last=True,
        package="paddlepaddle",
    ).adapter()
}
