"""σ and σ′ of an activation, evaluated at any point in the arithmetic of a pass, and without the mask of a layer."""

from __future__ import annotations

from typing import Any

from nablacheck.reference.activations import Activation
from nablacheck.reference.backprop import Kinks, Pass, derivative

Array = Any


def value_of(entry: Activation, t: Pass, z: Array) -> Array:
    """σ(z) of an activation."""
    return t.xp.like(entry.value(z, t.xp), z)


def prime_of(entry: Activation, t: Pass, z: Array, kinks: Kinks | None = None) -> Array:
    """σ′(z) of an activation; at a kink what its formula gives, or `kinks`."""
    return derivative(entry, z, value_of(entry, t, z), t.xp, kinks or {})


def own_value(t: Pass, l: int, z: Array) -> Array:
    """σ(z) of the activation that layer l has."""
    return value_of(t.problem.network.activations[l], t, z)


def own_prime(t: Pass, l: int, z: Array) -> Array:
    """σ′(z) of the activation that layer l has, with what the pass takes at a kink."""
    return prime_of(t.problem.network.activations[l], t, z, t.kinks)
