"""Keras's activations and losses, which call its backend: tables for the adapters of Keras on JAX and Keras on PyTorch."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import Any

from nablacheck.adapters.native import Native, Table
from nablacheck.reference.backprop import Kinks
from nablacheck.reference.errors import MissingFramework

Array = Any
NARROW = ("float16", "bfloat16", "float32")
"""The formats of single functions."""
WHERE: Kinks = {
    "softshrink": lambda lambd: {lambd: 0.0, -lambd: 0.0},
    "hardshrink": lambda lambd: {lambd: 0.0, -lambd: 0.0},
    "threshold": lambda threshold, value: {threshold: 0.0},
}
"""What is taken at the kinks of what Keras writes itself, with where."""
LEFT_OUT: dict[str, str] = {
    "losses.binary_crossentropy": "outputs are clipped to [1e-7, 1 − 1e-7], where the derivative is 0",
    "losses.binary_crossentropy(from_logits)": "on JAX max(a, 0) − a y + log1p(e^−|a|), whose derivative cancels",
    "losses.categorical_crossentropy": "outputs are divided by their sum, and clipped as well",
    "losses.kl_divergence": "outputs and targets are clipped to [1e-7, 1]",
    "losses.poisson": "log(a + 1e-7) where the book has log a",
    "losses.cosine_similarity": "both are divided by their norms, of which none is smaller than 1e-12",
    "losses.log_cosh": "x + softplus(−2x) − log 2, a difference that loses everything of a small x",
}
"""Costs of which there is an entry, but no number of its formula; the backend differentiates our formula in their place."""


def keras_on(backend: str, who: str) -> Any:
    """Keras, on a backend; MissingFramework where it is on another one in this process."""
    free = "KERAS_BACKEND" not in os.environ
    os.environ.setdefault("KERAS_BACKEND", backend)
    try:
        import keras
    except ImportError:
        if free:
            del os.environ["KERAS_BACKEND"]
        raise

    if keras.config.backend() != backend:
        raise MissingFramework(
            f"adapter {who!r} is about Keras on {backend}, and Keras is on {keras.config.backend()} in this process: "
            f"set KERAS_BACKEND={backend} before it starts."
        )
    return keras


def activations(keras: Any) -> Table:
    """By family Keras's own activation."""
    K = keras.activations

    def softmax(z: Array) -> Array:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a layer of one neuron, which gets 1
            return keras.ops.softmax(z, axis=-2)

    return {
        "sigmoid": Native("activations.sigmoid", K.sigmoid),
        "tanh": Native("activations.tanh", K.tanh),
        "relu": Native("activations.relu", lambda z: K.relu(z)),
        "relu6": Native("activations.relu6", K.relu6),
        "leaky_relu": Native("activations.leaky_relu", lambda z, slope: K.leaky_relu(z, negative_slope=slope)),
        "elu": Native("activations.elu", lambda z, alpha: K.elu(z, alpha=alpha)),
        "selu": Native("activations.selu", K.selu),
        "celu": Native("activations.celu", lambda z, alpha: K.celu(z, alpha=alpha)),
        "gelu": Native("activations.gelu", lambda z: K.gelu(z, approximate=False)),
        "gelu_tanh": Native("activations.gelu", lambda z: K.gelu(z, approximate=True)),
        "silu": Native("activations.silu", K.silu),
        "mish": Native("activations.mish", K.mish),
        "softplus": Native("activations.softplus", lambda z: K.softplus(z)),
        "softsign": Native("activations.softsign", K.softsign),
        "tanhshrink": Native("activations.tanh_shrink", K.tanh_shrink),
        "softshrink": Native("activations.soft_shrink", lambda z, lambd: K.soft_shrink(z, threshold=lambd)),
        "hardshrink": Native("activations.hard_shrink", lambda z, lambd: K.hard_shrink(z, threshold=lambd)),
        "threshold": Native("activations.threshold", lambda z, threshold, value: K.threshold(z, threshold, value)),
        "hardtanh": Native("activations.hard_tanh", lambda z: K.hard_tanh(z)),
        "hardsigmoid": Native("activations.hard_sigmoid", K.hard_sigmoid),
        "hardswish": Native("activations.hard_silu", K.hard_silu),
        "logsigmoid": Native("activations.log_sigmoid", K.log_sigmoid),
        "squareplus": Native("activations.squareplus", lambda z, b: K.squareplus(z, b=b)),
        "sparse_plus": Native("activations.sparse_plus", K.sparse_plus),
        "sparse_sigmoid": Native("activations.sparse_sigmoid", K.sparse_sigmoid),
        "softmax": Native("ops.softmax", softmax),
        "log_softmax": Native("activations.log_softmax", lambda z: K.log_softmax(z, axis=-2)),
    }


def costs(keras: Any) -> Table:
    """By family Keras's own loss, whose examples are rows and whose means are over the outputs."""
    losses, ops = keras.losses, keras.ops

    def over(loss: Callable[..., Array], a: Array, y: Array, mean: float = 0.0, **given: Any) -> Array:
        total = ops.sum(loss(y.T, a.T, **given))
        return total if mean else total * a.shape[0]

    def of_logits(a: Array, y: Array) -> Array:
        return ops.sum(ops.categorical_crossentropy(y.T, a.T, from_logits=True))

    return {
        "mse": Native("losses.mean_squared_error", lambda a, y, mean: over(losses.mean_squared_error, a, y, mean)),
        "l1": Native("losses.mean_absolute_error", lambda a, y, mean: over(losses.mean_absolute_error, a, y, mean)),
        "huber": Native("losses.huber", lambda a, y, delta, mean: over(losses.huber, a, y, mean, delta=delta)),
        "hinge": Native("losses.hinge", lambda a, y: over(losses.hinge, a, y)),
        "squared-hinge": Native("losses.squared_hinge", lambda a, y: over(losses.squared_hinge, a, y)),
        "categorical-cross-entropy-with-logits": Native("ops.categorical_crossentropy", of_logits),
    }
