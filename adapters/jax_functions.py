"""JAX's own functions by family, what they take for a derivative at a kink, and the namespace of our formulas."""

from __future__ import annotations

import math
import operator
from typing import Any

import jax
import jax.numpy as jnp

from nablacheck.adapters.kinks_by_release import of_release
from nablacheck.adapters.native import Native, Table
from nablacheck.reference.arithmetic.float import of_either

Array = Any

ACTIVATIONS: Table = {
    "identity": Native("", lambda z: z),
    "sigmoid": Native("jax.nn.sigmoid", jax.nn.sigmoid),
    "tanh": Native("jax.nn.tanh", jnp.tanh),
    "relu": Native("jax.nn.relu", jax.nn.relu),
    "relu6": Native("jax.nn.relu6", jax.nn.relu6),
    "leaky_relu": Native("jax.nn.leaky_relu", lambda z, slope: jax.nn.leaky_relu(z, slope)),
    "elu": Native("jax.nn.elu", lambda z, alpha: jax.nn.elu(z, alpha)),
    "selu": Native("jax.nn.selu", jax.nn.selu),
    "celu": Native("jax.nn.celu", lambda z, alpha: jax.nn.celu(z, alpha)),
    "gelu": Native("jax.nn.gelu", lambda z: jax.nn.gelu(z, approximate=False)),
    "gelu_tanh": Native("jax.nn.gelu", lambda z: jax.nn.gelu(z, approximate=True)),
    "silu": Native("jax.nn.silu", jax.nn.silu),
    "mish": Native("jax.nn.mish", jax.nn.mish),
    "softplus": Native("jax.nn.softplus", jax.nn.softplus),
    "softsign": Native("jax.nn.soft_sign", jax.nn.soft_sign),
    "hardtanh": Native("jax.nn.hard_tanh", jax.nn.hard_tanh),
    "hardsigmoid": Native("jax.nn.hard_sigmoid", jax.nn.hard_sigmoid),
    "hardswish": Native("jax.nn.hard_swish", jax.nn.hard_swish),
    "logsigmoid": Native("jax.nn.log_sigmoid", jax.nn.log_sigmoid),
    "squareplus": Native("jax.nn.squareplus", lambda z, b: jax.nn.squareplus(z, b)),
    "sparse_plus": Native("jax.nn.sparse_plus", jax.nn.sparse_plus),
    "sparse_sigmoid": Native("jax.nn.sparse_sigmoid", jax.nn.sparse_sigmoid),
    "softmax": Native("jax.nn.softmax", lambda z: jax.nn.softmax(z, axis=-2)),
    "log_softmax": Native("jax.nn.log_softmax", lambda z: jax.nn.log_softmax(z, axis=-2)),
    "standardize": Native("jax.nn.standardize", lambda z, epsilon: jax.nn.standardize(z, axis=-2, epsilon=epsilon)),
}

COSTS: Table = {
    "cross-entropy-with-logits": Native(
        "jax.nn.log_sigmoid", lambda a, y: -jnp.sum(y * jax.nn.log_sigmoid(a) + (1 - y) * jax.nn.log_sigmoid(-a))
    ),
    "categorical-cross-entropy-with-logits": Native(
        "jax.nn.log_softmax", lambda a, y: -jnp.sum(y * jax.nn.log_softmax(a, axis=-2))
    ),
}
"""JAX ships no cost, but two functions from which the costs of logits are made: log_sigmoid and log_softmax."""

OF_MATRICES = "a product of matrices in a format of few bits, and no activation or cost"

LEFT_OUT: dict[str, str] = {
    "glu": "halves the number of neurons; an activation keeps it",
    "log1mexp": "defined for positive numbers alone; an activation has a value on the whole line",
    "logsumexp": "one number of a whole layer; an activation keeps the number of neurons",
    "logmeanexp": "one number of a whole layer; an activation keeps the number of neurons",
    "one_hot": "of integers, and has no derivative",
    "dot_product_attention": "attention: of three inputs",
    "scaled_matmul": OF_MATRICES,
    "scaled_dot_general": OF_MATRICES,
    "get_scaled_dot_general_config": OF_MATRICES,
    "identity": "z itself, which the entry of that name is without a call",
}
"""Why there is no entry for a function of jax.nn."""

COSTS_LEFT_OUT: dict[str, str] = {}

KINKS = of_release(
    "jax",
    {
        "relu": {0.0: 0.0},
        "relu6": {0.0: 0.0, 6.0: 0.0},
        "leaky_relu": {0.0: 1.0},
        "elu": lambda alpha: {0.0: alpha},
        "hardtanh": {-1.0: 1.0, 1.0: 1.0},
        "hardsigmoid": {-3.0: 0.0, 3.0: 0.0},
        "hardswish": {-3.0: 0.0, 3.0: 1.0},
        "sparse_sigmoid": {-1.0: 0.25, 1.0: 0.25},
    },
)


class JaxNamespace:
    """The namespace in which our formulas run on JAX's arrays."""

    name = "jax"
    pi = math.pi
    exp, expm1 = of_either("exp", jnp.exp), of_either("expm1", jnp.expm1)
    log, log1p = of_either("log", jnp.log), of_either("log1p", jnp.log1p)
    erf, erfc = of_either("erf", jax.scipy.special.erf), of_either("erfc", jax.scipy.special.erfc)
    sin, cos, atan = of_either("sin", jnp.sin), of_either("cos", jnp.cos), of_either("atan", jnp.arctan)
    tanh, sigmoid, sqrt = of_either("tanh", jnp.tanh), of_either("sigmoid", jax.nn.sigmoid), of_either("sqrt", jnp.sqrt)
    pow = staticmethod(operator.pow)
    where, maximum, minimum = jnp.where, jnp.maximum, jnp.minimum

    @staticmethod
    def max(z: Array, axis: int) -> Array:
        """The largest entry along an axis: a shift, through which no derivative is taken."""
        return jax.lax.stop_gradient(z.max(axis=axis, keepdims=True))

    @staticmethod
    def like(value: Any, z: Array) -> Array:
        """`value`, a number or an array, in the shape of `z`."""
        return jnp.broadcast_to(jnp.asarray(value, dtype=z.dtype), z.shape)
