"""Activations of graphs that no registry draws: they stand beside `standardize`, for networks that are built with them."""

from __future__ import annotations

from nablacheck.reference.activations.activation import Activation
from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.errors import InputError
from nablacheck.reference.registry import Registry

NORMALIZERS: Registry[Activation] = Registry("activation")
EPSILON = 2.0**-16
"""What is added to a mean of squares."""


@NORMALIZERS.family(epsilon=(EPSILON, 0.25))
def rms_normalize(epsilon: float) -> Activation:
    """z / √(mean of z² + ε) over the neurons of a layer (Zhang and Sennrich 2019)"""
    if not epsilon > 0:
        raise InputError(f"epsilon of rms_normalize is {epsilon:g}; it must be positive.")

    def size(z: Array, xp: Namespace) -> Array:
        return xp.sqrt((z * z).sum(axis=-2, keepdims=True) / z.shape[-2] + epsilon)

    def vjp(z: Array, a: Array, cotangent: Array, xp: Namespace) -> Array:
        along = (cotangent * a).sum(axis=-2, keepdims=True) / z.shape[-2]
        return (cotangent - a * along) / size(z, xp)

    return Activation("", lambda z, xp: z / size(z, xp), vjp=vjp)
