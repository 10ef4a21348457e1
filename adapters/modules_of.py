"""Networks out of a framework's own modules: which of ours reads a module is told by the package of its class."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.arithmetic import PRECISIONS, balls, precision
from nablacheck.reference.backprop import feedforward
from nablacheck.reference.costs import Cost
from nablacheck.reference.draws import Bits
from nablacheck.reference.errors import InputError, a_kind, optional
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]
READERS = {"torch": "torch_modules", "flax": "flax_modules", "equinox": "equinox_modules", "keras": "keras_modules"}
"""The module that reads a framework's, by the package that has its class or a class above it."""

EXAMPLES = 8
"""On how many random examples a module is compared with the network that was read out of it."""


@dataclass(frozen=True, eq=False)
class DenseLayer:
    """A layer of weights (n_l, n_{l-1}) as w a, with biases (n_l,), or None where it has none."""

    w: Array
    b: Array | None


Part = DenseLayer | Activation
"""What a module is made of, in the order in which numbers go through it."""


def network_of(module: Any, cost: Cost | str) -> Network:
    """The network of a module of dense layers, with the numbers that it has now; `cost` is the one that follows it.

    A torch.nn.Module whose parts follow one another, layers and activations, as modules or as functions; an nnx.Sequential, an
    eqx.nn.MLP or Sequential, a keras.Model. What was read is computed, and has to be what the module gives. Examples are
    columns here, rows there: x is `inputs.T`. w^l is (n_l, n_{l-1}), as a `weight` is; a `kernel` is its transpose. A layer
    without bias has b = 0. InputError where anything else is in the module, or it computes something else.
    """
    reader = next((READERS[package] for package in _packages(module) if package in READERS), None)
    if reader is None:
        raise InputError(
            f"there is no way to read a network out of {a_kind(module)}; known are modules of {', '.join(READERS)}. "
            "Write it as Network(w, b, activations, cost)."
        )
    with optional(who="reading this module needs {}"):
        read = import_module(f"nablacheck.adapters.{reader}")
    network = _network(list(read.parts(module)), cost)
    _computes(network, lambda x: read.called(module, x), type(module).__name__)
    return network


def _computes(network: Network, called: Callable[[Array], Array], name: str) -> None:
    """InputError unless the module gives what the network does, to rounding: it may have hooks, or do more than it shows."""
    dtype, bits = network.w[2].dtype, Bits(1)
    x = (4 * bits.uniform((network.widths[1], EXAMPLES)) - 2).astype(dtype)
    y = network.cost.made(bits.uniform((network.widths[network.L], EXAMPLES))).astype(dtype)
    a = feedforward(Problem(network, x, y), arithmetic=balls(precision(dtype), "any")).a[network.L]
    try:
        given = called(x)
    except Exception as error:  # whatever a framework raises
        raise InputError(f"{name} cannot be called with an array {x.T.shape}: {type(error).__name__}: {error}") from error
    if given.shape != a.shape:
        raise InputError(f"{name} gives an array {given.T.shape} for an array {x.T.shape}; its layers give {a.mT.shape}.")
    wrong = np.argwhere(~a.contains(given))
    if wrong.size:
        i, k = (int(place) for place in wrong[0])
        raise InputError(
            f"{name} computes something else than its dense layers and activations: output {i} of an example is "
            f"{given[i, k]:.9g}, and {a.mid[i, k]:.9g} by these, of which rounding can explain "
            f"{np.broadcast_to(a.rad, a.shape)[i, k]:.2g}. Take away its hooks, or whatever else changes the numbers."
        )


def _packages(module: Any) -> Iterator[str]:
    kinds = inspect.getmro(module if isinstance(module, type) else type(module))
    return (kind.__module__.partition(".")[0] for kind in kinds)


def _network(parts: list[Part], cost: Cost | str) -> Network:
    """A layer for each dense one, with the activation that follows it, or the identity."""
    w, b, activations = dict[int, Array](), dict[int, Array](), dict[int, Activation]()
    for part in parts:
        l = len(w) + 1
        if isinstance(part, DenseLayer):
            w[l + 1] = _numbers(part.w)
            b[l + 1] = np.zeros((len(part.w), 1), w[l + 1].dtype) if part.b is None else _numbers(part.b)[:, None]
        elif l == 1:
            raise InputError(f"{part.name} comes before the first dense layer: apply it to x, and leave it out of the module.")
        elif l in activations:
            raise InputError(
                f"{part.name} follows {activations[l].name} with no dense layer in between; a layer has one activation: "
                "write the two as one, in an Activation of your own."
            )
        else:
            activations[l] = part
    if not w:
        raise InputError("the module has no dense layer in it, so there is nothing to differentiate by.")
    return Network(w, b, {l: activations.get(l, ACTIVATIONS["identity"]) for l in w}, cost)


def _numbers(array: Array) -> Array:
    if array.dtype.name not in PRECISIONS:
        raise InputError(
            f"the module has parameters in {array.dtype}; a network has them in float16, float32 or float64: convert it."
        )
    return np.array(array)


def member(family: str, parameters: Mapping[str, float]) -> Activation:
    """The entry of a family with parameters by name."""
    inside = ", ".join(f"{name}={value!r}" for name, value in parameters.items())
    return ACTIVATIONS[f"{family}({inside})" if inside else family]
