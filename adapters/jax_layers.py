"""What layers made of JAX's functions have in common: which entry a function is, and how a module is called by example."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from nablacheck.adapters.modules_of import member
from nablacheck.reference.activations import Activation
from nablacheck.reference.errors import InputError

FUNCTIONS: Mapping[Callable[..., Any], tuple[str, Mapping[str, str]]] = {
    jax.nn.sigmoid: ("sigmoid", {}),
    jnp.tanh: ("tanh", {}),
    jax.nn.relu: ("relu", {}),
    jax.nn.relu6: ("relu6", {}),
    jax.nn.leaky_relu: ("leaky_relu", {"slope": "negative_slope"}),
    jax.nn.elu: ("elu", {"alpha": "alpha"}),
    jax.nn.selu: ("selu", {}),
    jax.nn.celu: ("celu", {"alpha": "alpha"}),
    jax.nn.silu: ("silu", {}),
    jax.nn.mish: ("mish", {}),
    jax.nn.softplus: ("softplus", {}),
    jax.nn.soft_sign: ("softsign", {}),
    jax.nn.hard_tanh: ("hardtanh", {}),
    jax.nn.hard_sigmoid: ("hardsigmoid", {}),
    jax.nn.hard_swish: ("hardswish", {}),
    jax.nn.log_sigmoid: ("logsigmoid", {}),
    jax.nn.squareplus: ("squareplus", {"b": "b"}),
    jax.nn.sparse_plus: ("sparse_plus", {}),
    jax.nn.sparse_sigmoid: ("sparse_sigmoid", {}),
    jax.nn.softmax: ("softmax", {}),
    jax.nn.log_softmax: ("log_softmax", {}),
}
"""By function the family of ours, and what the function calls each parameter of it."""
GELU = {True: "gelu_tanh", False: "gelu"}
"""By what is given for `approximate`."""


def of_function(function: Callable[..., Any]) -> Activation:
    """The entry that a function between layers is, or that a partial of one is; InputError for another one."""
    plain, given = (function.func, function.keywords) if isinstance(function, partial) else (function, {})
    if plain is jax.nn.gelu:
        return member(GELU[bool(given.get("approximate", True))], {})
    known = next((row for one, row in FUNCTIONS.items() if one is plain), None)  # not every function has a hash
    if known:
        family, parameters = known
        defaults = inspect.signature(plain).parameters
        return member(family, {mine: float(given.get(name, defaults[name].default)) for mine, name in parameters.items()})
    if gives_back(function):
        return member("identity", {})
    name = getattr(plain, "__name__", type(plain).__name__)
    raise InputError(f"{name} is no activation that stands in the table; use one of jax.nn, or a partial of one.")


def gives_back(function: Callable[..., Any]) -> bool:
    """Whether it is the identity, which gives the very thing that it is given."""
    thing = object()
    try:
        return function(thing) is thing
    except Exception:  # of a function of arrays, whatever it raises
        return False


def by_example(module: Callable[[Any], Any], x: Any) -> Any:
    """What a module of one example gives for examples in columns, in columns."""
    return np.asarray(jax.vmap(module, in_axes=1, out_axes=1)(jnp.asarray(x)))
