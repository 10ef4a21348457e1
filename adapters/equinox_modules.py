"""A module of Equinox: MLP, or Sequential, of Linear and functions of JAX."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import equinox as eqx
import numpy as np

from nablacheck.adapters.jax_layers import by_example, of_function
from nablacheck.adapters.modules_of import DenseLayer, Part, member
from nablacheck.reference.errors import InputError, a_kind


def parts(module: Any) -> Iterator[Part]:
    """The dense layers and activations, in their order; InputError for anything else."""
    if isinstance(module, eqx.nn.Sequential):
        for layer in module.layers:
            yield from parts(layer)
    elif type(module) is eqx.nn.MLP:
        for layer in module.layers[:-1]:
            yield from parts(layer)
            yield of_function(module.activation)
        yield from parts(module.layers[-1])
        yield of_function(module.final_activation)
    elif type(module) is eqx.nn.Linear:
        yield DenseLayer(np.asarray(module.weight), None if module.bias is None else np.asarray(module.bias))
    elif isinstance(module, eqx.nn.Lambda):
        yield from parts(module.fn) if isinstance(module.fn, eqx.Module) else [of_function(module.fn)]
    elif isinstance(module, eqx.nn.PReLU) and not np.ndim(module.negative_slope):
        yield member("prelu", {"slope": float(module.negative_slope)})
    elif isinstance(module, eqx.nn.Identity) or (isinstance(module, eqx.nn.Dropout) and (module.inference or not module.p)):
        return
    else:
        raise InputError(
            f"{a_kind(module)} is in the module; write it as an eqx.nn.MLP, or an eqx.nn.Sequential of Linear and "
            "Lambda, with a Dropout in inference mode."
        )


def called(module: Any, x: Any) -> Any:
    """What it gives for examples in columns, in columns."""
    return by_example(module, x)
