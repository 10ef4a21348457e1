"""A module of Flax NNX: Sequential, of Linear and functions of JAX."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from flax import nnx

from nablacheck.adapters.jax_layers import by_example, of_function
from nablacheck.adapters.modules_of import DenseLayer, Part
from nablacheck.reference.errors import InputError, a_kind


def parts(module: Any) -> Iterator[Part]:
    """The dense layers and activations, in their order; InputError for anything else."""
    if isinstance(module, nnx.Sequential):
        for layer in module.layers:
            yield from parts(layer)
    elif type(module) is nnx.Linear:
        bias = None if module.bias is None else np.asarray(module.bias[...])
        yield DenseLayer(np.asarray(module.kernel[...]).T, bias)
    elif isinstance(module, nnx.Dropout) and (module.deterministic or not module.rate):
        return
    elif isinstance(module, nnx.Module):
        raise InputError(
            f"{a_kind(module)} is in the module, which is no Linear; write it as an nnx.Sequential of Linear "
            "and functions of jax.nn, with a Dropout deterministic."
        )
    else:
        yield of_function(module)


def called(module: Any, x: Any) -> Any:
    """What it gives for examples in columns, in columns."""
    return by_example(module, x)
