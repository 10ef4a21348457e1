"""The activations: one entry per σ, with the textbook formula of its derivative.

An entry is data. Its formulas run in any namespace `xp`: floats, balls, certified numbers.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nablacheck.reference.errors import unknown

Array = Any
"""An array of whichever arithmetic is at work; z, a and cotangents are (…, n_l, m)."""
Namespace = Any


@dataclass(frozen=True)
class Activation:
    """An activation σ.

    `value(z, xp)` is a = σ(z) and `prime(z, a, xp)` is σ′(z), both elementwise. A σ that mixes the neurons of a layer has
    `vjp(z, a, cotangent, xp)`, the product of the cotangent with its Jacobian, in place of `prime`. `range` holds every
    value of σ. `kinks` maps each point where σ′ jumps to the one-sided derivatives there.
    """

    name: str
    value: Callable[[Array, Namespace], Array]
    prime: Callable[[Array, Array, Namespace], Array] | None = None
    vjp: Callable[[Array, Array, Array, Namespace], Array] | None = None
    range: tuple[float, float] = (-math.inf, math.inf)
    kinks: Mapping[float, tuple[float, float]] = field(default_factory=dict)


def _sigmoid(z: Array, xp: Namespace) -> Array:
    """1 / (1 + e^−z), without the overflow of e^−z"""
    e = xp.exp(-abs(z))
    return xp.where(z > 0, 1, e) / (1 + e)


def _normal_cdf(z: Array, xp: Namespace) -> Array:
    return (1 + xp.erf(z / xp.sqrt(2))) / 2


def _normal_density(z: Array, xp: Namespace) -> Array:
    t = z / xp.sqrt(2)
    return xp.exp(-t * t) / xp.sqrt(2 * xp.pi)


def _softmax(z: Array, xp: Namespace) -> Array:
    """e^z_j / Σ_k e^z_k, shifted by the largest z"""
    e = xp.exp(z - xp.max(z, axis=-2))
    return e / e.sum(axis=-2, keepdims=True)


identity = Activation("identity", value=lambda z, xp: z, prime=lambda z, a, xp: 1)

sigmoid = Activation("sigmoid", value=_sigmoid, prime=lambda z, a, xp: a * (1 - a), range=(0, 1))

tanh = Activation("tanh", value=lambda z, xp: xp.tanh(z), prime=lambda z, a, xp: 1 - a * a, range=(-1, 1))

relu = Activation(
    "relu",
    value=lambda z, xp: xp.maximum(z, 0),
    prime=lambda z, a, xp: xp.where(z > 0, 1, 0),
    range=(0, math.inf),
    kinks={0: (0, 1)},
)

LEAKY_SLOPE = 0.01

leaky_relu = Activation(
    "leaky_relu",
    value=lambda z, xp: xp.where(z > 0, z, LEAKY_SLOPE * z),
    prime=lambda z, a, xp: xp.where(z > 0, 1, LEAKY_SLOPE),
    kinks={0: (LEAKY_SLOPE, 1)},
)

elu = Activation(
    "elu",
    value=lambda z, xp: xp.where(z > 0, z, xp.expm1(z)),
    prime=lambda z, a, xp: xp.where(z > 0, 1, xp.exp(z)),
    range=(-1, math.inf),
)

softplus = Activation(
    "softplus",
    value=lambda z, xp: xp.maximum(z, 0) + xp.log1p(xp.exp(-abs(z))),
    prime=lambda z, a, xp: _sigmoid(z, xp),
    range=(0, math.inf),
)

gelu = Activation(
    "gelu",
    value=lambda z, xp: z * _normal_cdf(z, xp),
    prime=lambda z, a, xp: _normal_cdf(z, xp) + z * _normal_density(z, xp),
    range=(-0.17, math.inf),
)

silu = Activation(
    "silu",
    value=lambda z, xp: z * _sigmoid(z, xp),
    prime=lambda z, a, xp: _sigmoid(z, xp) * (1 + z * (1 - _sigmoid(z, xp))),
    range=(-0.28, math.inf),
)

softmax = Activation(
    "softmax",
    value=_softmax,
    vjp=lambda z, a, cotangent, xp: a * (cotangent - (a * cotangent).sum(axis=-2, keepdims=True)),
    range=(0, 1),
)

ACTIVATIONS = {entry.name: entry for entry in (identity, sigmoid, tanh, relu, leaky_relu, elu, softplus, gelu, silu, softmax)}


def activation(name: str) -> Activation:
    """The entry of that name; InputError, with the nearest names, where there is none."""
    if name not in ACTIVATIONS:
        raise unknown("activation", name, ACTIVATIONS)
    return ACTIVATIONS[name]
