"""Activations that mix the neurons of a layer; a vector-Jacobian product takes the place of σ′."""

import math

from nablacheck.reference.activations.activation import ACTIVATIONS, Activation
from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.errors import InputError


def softmax_of(z: Array, xp: Namespace) -> Array:
    """e^z_j / Σ_k e^z_k, shifted by the largest z"""
    e = xp.exp(z - xp.max(z, axis=-2))
    return e / e.sum(axis=-2, keepdims=True)


def log_softmax_of(z: Array, xp: Namespace) -> Array:
    """z_j − log Σ_k e^z_k, shifted by the largest z"""
    shifted = z - xp.max(z, axis=-2)
    return shifted - xp.log(xp.exp(shifted).sum(axis=-2, keepdims=True))


def _softmax_vjp(z: Array, a: Array, cotangent: Array, xp: Namespace) -> Array:
    return a * (cotangent - (a * cotangent).sum(axis=-2, keepdims=True))


softmax = ACTIVATIONS.add(Activation("softmax", also=("softargmax",), value=softmax_of, vjp=_softmax_vjp, range=(0, 1)))

softmin = ACTIVATIONS.add(
    Activation(
        "softmin",
        value=lambda z, xp: softmax_of(-z, xp),
        vjp=lambda z, a, cotangent, xp: -_softmax_vjp(z, a, cotangent, xp),
        range=(0, 1),
    )
)

log_softmax = ACTIVATIONS.add(
    Activation(
        "log_softmax",
        value=log_softmax_of,
        vjp=lambda z, a, cotangent, xp: cotangent - softmax_of(z, xp) * cotangent.sum(axis=-2, keepdims=True),
        range=(-math.inf, 0),
    )
)


@ACTIVATIONS.family(epsilon=(2.0**-16, 2.0**-10, 0.25))
def standardize(epsilon: float) -> Activation:
    """(z − mean) / √(variance + ε) over the neurons of a layer"""
    if epsilon <= 0:
        raise InputError(f"epsilon of standardize is {epsilon:g}; it must be positive.")

    def parts(z: Array, xp: Namespace) -> tuple[Array, Array]:
        n = z.shape[-2]
        centred = z - z.sum(axis=-2, keepdims=True) / n
        return centred, xp.sqrt((centred * centred).sum(axis=-2, keepdims=True) / n + epsilon)

    def value(z: Array, xp: Namespace) -> Array:
        centred, deviation = parts(z, xp)
        return centred / deviation

    def vjp(z: Array, a: Array, cotangent: Array, xp: Namespace) -> Array:
        n, (_, deviation) = z.shape[-2], parts(z, xp)
        along = (cotangent * a).sum(axis=-2, keepdims=True) / n
        return (cotangent - cotangent.sum(axis=-2, keepdims=True) / n - a * along) / deviation

    return Activation("", value, vjp=vjp)
