"""A keras.Model whose layers follow one another: Dense, and activations inside of them or between them; on any backend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import keras
import numpy as np
from keras import activations, layers

from nablacheck.adapters.modules_of import DenseLayer, Part, member
from nablacheck.reference.activations import Activation
from nablacheck.reference.errors import InputError, a_kind

FUNCTIONS: Mapping[Callable[..., Any], str] = {
    activations.linear: "identity",
    activations.sigmoid: "sigmoid",
    activations.tanh: "tanh",
    activations.relu: "relu",
    activations.relu6: "relu6",
    activations.leaky_relu: "leaky_relu(slope=0.2)",
    activations.elu: "elu",
    activations.selu: "selu",
    activations.celu: "celu",
    activations.gelu: "gelu",
    activations.silu: "silu",
    activations.mish: "mish",
    activations.softplus: "softplus",
    activations.softsign: "softsign",
    activations.tanh_shrink: "tanhshrink",
    activations.soft_shrink: "softshrink",
    activations.hard_shrink: "hardshrink",
    activations.hard_tanh: "hardtanh",
    activations.hard_sigmoid: "hardsigmoid",
    activations.hard_silu: "hardswish",
    activations.log_sigmoid: "logsigmoid",
    activations.softmax: "softmax",
    activations.log_softmax: "log_softmax",
}
"""The entry of each function, with the parameters that it has by default."""


def parts(module: Any) -> Iterator[Part]:
    """The dense layers and activations, in their order; InputError for anything else. What a Dropout drops is left out."""
    if not module.built:
        raise InputError("the model has no weights yet: give it an Input, or call it once.")
    if isinstance(module, keras.Model):
        for layer in module.layers:
            yield from parts(layer)
    elif type(module) is layers.Dense:
        w, *b = (np.asarray(keras.ops.convert_to_numpy(weight)) for weight in module.weights)
        yield DenseLayer(w.T, b[0] if b else None)
        yield from _unless_linear(module.activation)
    elif type(module) is layers.Activation:
        yield from _unless_linear(module.activation)
    elif type(module) is layers.LeakyReLU:
        yield member("leaky_relu", {"slope": float(module.negative_slope)})
    elif type(module) is layers.ELU:
        yield member("elu", {"alpha": float(module.alpha)})
    elif type(module) is layers.Softmax and module.axis in (-1, 1):
        yield member("softmax", {})
    elif not isinstance(module, layers.InputLayer | layers.Flatten | layers.Dropout):
        raise InputError(
            f"{a_kind(module)} is in the model, which is no Dense and no activation that stands in the table; "
            "write it as a keras.Sequential of Dense and Activation."
        )


def _unless_linear(function: Callable[..., Any]) -> Iterator[Activation]:
    if function is activations.linear:
        return
    known = next((name for one, name in FUNCTIONS.items() if one is function), None)  # not every function has a hash
    if known is None:
        name = getattr(function, "__name__", type(function).__name__)
        raise InputError(f"{name} is no activation that stands in the table; use one of keras.activations.")
    yield member(known, {})


def called(module: Any, x: Any) -> Any:
    """What it gives for examples in columns, in columns, when nothing is dropped."""
    return np.asarray(keras.ops.convert_to_numpy(module(np.ascontiguousarray(x.T), training=False))).T
