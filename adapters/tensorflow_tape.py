"""TensorFlow, eager: its own functions under a tf.GradientTape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from nablacheck.adapters.derivative_rules import PULLBACKS
from nablacheck.adapters.eager import Eager
from nablacheck.adapters.kinks_by_release import of_release
from nablacheck.adapters.native import Native, Table
from nablacheck.adapters.wrapped_arrays import Operations
from nablacheck.reference.activations.piecewise import SELU_SCALE
from nablacheck.reference.arithmetic.accuracy import Row
from nablacheck.reference.backprop import Kinks

Array = Any

ACTIVATIONS: Table = {
    "identity": Native("", tf.identity),
    "sigmoid": Native("tf.sigmoid", tf.sigmoid),
    "tanh": Native("tf.tanh", tf.tanh),
    "relu": Native("tf.nn.relu", tf.nn.relu),
    "relu6": Native("tf.nn.relu6", tf.nn.relu6),
    "leaky_relu": Native("tf.nn.leaky_relu", lambda z, slope: tf.nn.leaky_relu(z, slope)),
    "elu": Native("tf.nn.elu", lambda z: tf.nn.elu(z)),
    "selu": Native("tf.nn.selu", tf.nn.selu),
    "silu": Native("tf.nn.silu", lambda z: tf.nn.silu(z)),
    "softplus": Native("tf.math.softplus", lambda z: tf.math.softplus(z)),
    "softsign": Native("tf.nn.softsign", tf.nn.softsign),
    "log_softmax": Native("tf.nn.log_softmax", lambda z: tf.nn.log_softmax(z, axis=-2)),
}
COSTS: Table = {
    "cross-entropy-with-logits": Native(
        "tf.nn.sigmoid_cross_entropy_with_logits",
        lambda a, y: tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=a)),
    ),
}
LEFT_OUT: dict[str, str] = {
    "tf.nn.gelu": "√½ and √(2/π) are rounded to float32 in float64 as well, and −∞ gives NaN",
    "tf.nn.softmax": "a number comes back of the neurons beside a NaN",
    "tf.math.log_sigmoid": "up to 1.4 times what rounding may do in float32, between −13 and −5",
    "tf.nn.softmax_cross_entropy_with_logits": "its gradient is softmax − y for any y, which is right for distributions alone",
    "tf.nn.weighted_cross_entropy_with_logits": "0 for a derivative of −1.5 at 0",
}
"""Functions of which there is an entry, but no number of its formula; TensorFlow differentiates our formula in their place."""
KINKS: Kinks = of_release(
    "tensorflow-cpu",
    {
        "relu": {0.0: 0.0},
        "relu6": {0.0: 0.0, 6.0: 0.0},
        "leaky_relu": lambda slope: {0.0: slope},
        "selu": {0.0: SELU_SCALE},
    },
)
SOURCE = "measured by the probe in TensorFlow 2.21, with room for what it missed"
ACCURACY = {
    "float32": Row(
        {"exp": 4, "expm1": 6, "log": 5, "log1p": 6, "tanh": 7, "erf": 8, "erfc": 8, "sqrt": 2}
        | {"sin": 4, "cos": 4, "atan": 5, "sigmoid": 9, "pow": 4},
        SOURCE,
    ),
    "float64": Row(
        {"exp": 4, "expm1": 6, "log": 3, "log1p": 4, "tanh": 12, "erf": 5, "erfc": 10, "sqrt": 2}
        | {"sin": 2, "cos": 2, "atan": 7, "sigmoid": 5, "pow": 8},
        SOURCE,
    ),
}


def gradients(
    function: Callable[..., Any], leaves: Sequence[Array], constants: Sequence[Array], dtype: str
) -> tuple[Any, list[Any], list[Any]]:
    """A tape that watches all leaves."""
    given, watched = ([tf.constant(np.asarray(part), dtype=dtype) for part in parts] for parts in (constants, leaves))
    value, beside, slopes = taped(function, watched, given)
    return value.numpy(), [part.numpy() for part in beside], [slope.numpy() for slope in slopes]


def taped(function: Callable[..., Any], watched: list[Array], given: list[Array]) -> tuple[Array, list[Array], list[Array]]:
    """The number, the arrays beside it, and the gradients, all of TensorFlow."""
    with tf.GradientTape() as tape:
        for leaf in watched:
            tape.watch(leaf)
        value, beside = function(watched, given)
    slopes = tape.gradient(value, watched, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return value, beside, [tf.convert_to_tensor(slope) for slope in slopes]


OF_MATH = ("exp", "expm1", "log", "log1p", "tanh", "sqrt", "sin", "cos", "atan", "erf", "erfc")
OPERATIONS = Operations(
    elementary={**{name: getattr(tf.math, name) for name in OF_MATH}, "sigmoid": tf.sigmoid},
    where=tf.where,
    maximum=tf.maximum,
    minimum=tf.minimum,
    absolute=tf.abs,
    total=lambda array, axis: tf.reduce_sum(array, axis=axis, keepdims=True),
    largest=lambda array, axis: tf.stop_gradient(tf.reduce_max(array, axis=axis, keepdims=True)),
    filled=lambda value, array: tf.fill(array.shape, tf.constant(value, array.dtype)),
    constant=lambda numbers, array: tf.constant(numbers, array.dtype),
)
TENSORFLOW = Eager(
    "tensorflow",
    "TensorFlow",
    OPERATIONS,
    gradients,
    ACTIVATIONS,
    COSTS,
    KINKS,
    ACCURACY,
    pullbacks=PULLBACKS["tensorflow-cpu"],
    bias_last=True,
    package="tensorflow-cpu",
)
ADAPTERS = {"tensorflow": TENSORFLOW.adapter()}
