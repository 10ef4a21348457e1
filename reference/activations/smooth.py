"""Activations with a derivative everywhere, one entry per σ, with the textbook formula of σ′.

The formulas are written so that a framework can differentiate them too: what is not chosen by a `where` does not overflow,
and where two branches meet, each of the two derivatives is half of the whole.
"""

import math
from dataclasses import replace

from nablacheck.reference.activations.activation import ACTIVATIONS, Activation
from nablacheck.reference.activations.piecewise import relu
from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.errors import InputError


def exponentials(z: Array, xp: Namespace) -> tuple[Array, Array]:
    """e^min(z, 0) and e^−max(z, 0), of which neither overflows: their quotient is e^z."""
    return xp.exp(xp.minimum(z, 0)), xp.exp(-xp.maximum(z, 0))


def logistic(z: Array, xp: Namespace) -> Array:
    """1 / (1 + e^−z), without the overflow of e^−z"""
    up, down = exponentials(z, xp)
    return up / (up + down)


def log1p_exp(z: Array, xp: Namespace) -> Array:
    """log(1 + e^z), without the overflow of e^z"""
    positive = xp.maximum(z, 0)
    return positive + xp.log1p(xp.exp(xp.minimum(z, 0) - positive))


def normal_cdf(z: Array, xp: Namespace) -> Array:
    """Φ(z) = erfc(−z/√2) / 2, without the cancellation of 1 + erf"""
    return xp.erfc(-z / xp.sqrt(2)) / 2


def normal_density(z: Array, xp: Namespace) -> Array:
    """φ(z) = e^(−z²/2) / √(2π)"""
    t = z / xp.sqrt(2)
    return xp.exp(-t * t) / xp.sqrt(2 * xp.pi)


sigmoid = ACTIVATIONS.add(
    Activation("sigmoid", also=("logistic", "expit"), value=logistic, prime=lambda z, a, xp: a * (1 - a), range=(0, 1))
)

logsigmoid = ACTIVATIONS.add(
    Activation(
        "logsigmoid",
        value=lambda z, xp: -log1p_exp(-z, xp),
        prime=lambda z, a, xp: logistic(-z, xp),
        range=(-math.inf, 0),
    )
)

tanh = ACTIVATIONS.add(
    Activation(
        "tanh",
        also=("hyperbolic tangent",),
        value=lambda z, xp: xp.tanh(z),
        prime=lambda z, a, xp: 1 - a * a,
        range=(-1, 1),
    )
)

tanhshrink = ACTIVATIONS.add(
    Activation("tanhshrink", value=lambda z, xp: z - xp.tanh(z), prime=lambda z, a, xp: xp.tanh(z) * xp.tanh(z))
)

softsign = ACTIVATIONS.add(
    Activation(
        "softsign",
        value=lambda z, xp: z / (1 + abs(z)),
        prime=lambda z, a, xp: 1 / (1 + abs(z)) / (1 + abs(z)),
        range=(-1, 1),
    )
)


@ACTIVATIONS.family(beta=(1.0, 0.5, 2.0, -1.0), threshold=(math.inf, 20.0, 1.0))
def softplus(beta: float, threshold: float) -> Activation:
    """log(1 + e^βz) / β, and z where βz exceeds the threshold"""
    if beta == 0:
        raise InputError("beta of softplus is 0; it must be another number.")

    def value(z: Array, xp: Namespace) -> Array:
        smooth = log1p_exp(beta * z, xp) / beta
        return smooth if threshold == math.inf else xp.where(beta * z > threshold, z, smooth)

    def prime(z: Array, a: Array, xp: Namespace) -> Array:
        smooth = logistic(beta * z, xp)
        return smooth if threshold == math.inf else xp.where(beta * z > threshold, 1, smooth)

    sides = (1 / (1 + math.exp(-threshold)), 1.0)
    kinks = {} if threshold == math.inf else {threshold / beta: sides if beta > 0 else sides[::-1]}
    return Activation("", value, prime, None, (0, math.inf) if beta > 0 else (-math.inf, 0), kinks, tuple(kinks))


gelu = ACTIVATIONS.add(
    Activation(
        "gelu",
        value=lambda z, xp: z * normal_cdf(z, xp),
        prime=lambda z, a, xp: normal_cdf(z, xp) + z * normal_density(z, xp),
        range=(-0.17, math.inf),
    )
)

GELU_CUBIC = 0.044715


def _gelu_argument(z: Array, xp: Namespace) -> Array:
    """2√(2/π) (z + 0.044715 z³)"""
    return 2 * xp.sqrt(2 / xp.pi) * (z + GELU_CUBIC * z * z * z)


def _gelu_tanh_prime(z: Array, a: Array, xp: Namespace) -> Array:
    s, rest = (logistic(sign * _gelu_argument(z, xp), xp) for sign in (1, -1))
    return s + z * s * rest * (2 * xp.sqrt(2 / xp.pi) * (1 + 3 * (GELU_CUBIC * z * z)))


gelu_tanh = ACTIVATIONS.add(
    Activation(
        "gelu_tanh",  # z/2 (1 + tanh u) = z/(1 + e^−2u), without the cancellation of 1 + tanh
        value=lambda z, xp: z * logistic(_gelu_argument(z, xp), xp),
        prime=_gelu_tanh_prime,
        range=(-0.18, math.inf),
    )
)

silu = ACTIVATIONS.add(
    Activation(
        "silu",
        value=lambda z, xp: z * logistic(z, xp),
        prime=lambda z, a, xp: logistic(z, xp) * (1 + z * (1 - logistic(z, xp))),
        range=(-0.28, math.inf),
    )
)


@ACTIVATIONS.family(beta=(1.0, 0.5, 2.0, -1.0))
def swish(beta: float) -> Activation:
    """z / (1 + e^−βz), of which silu is the one with β = 1 (Ramachandran et al. 2017)"""

    def gate(z: Array, xp: Namespace) -> Array:
        return logistic(beta * z, xp)

    return Activation(
        "",
        value=lambda z, xp: z * gate(z, xp),
        prime=lambda z, a, xp: gate(z, xp) * (1 + beta * z * (1 - gate(z, xp))),
    )


def _mish_parts(z: Array, xp: Namespace) -> tuple[Array, Array, Array]:
    """With e^z = p/q, where neither overflows: p, q and (p + q)² + q², so that tanh(softplus(z)) = p(p + 2q)/((p + q)² + q²)"""
    p, q = exponentials(z, xp)
    return p, q, p * (p + 2 * q) + 2 * q * q


def _mish(z: Array, xp: Namespace) -> Array:
    p, q, below = _mish_parts(z, xp)
    return z * (p * (p + 2 * q) / below)


def _mish_prime(z: Array, a: Array, xp: Namespace) -> Array:
    """t + z (1 − t²) σ(z) with t = tanh(softplus(z)), without the cancellation of 1 − t²"""
    p, q, below = _mish_parts(z, xp)
    return p * (p + 2 * q) / below + z * (4 * p * q * q * (p + q) / (below * below))


mish = ACTIVATIONS.add(Activation("mish", value=_mish, prime=_mish_prime, range=(-0.31, math.inf)))


@ACTIVATIONS.family(b=(4.0, 1.0, 0.25, 0.0))
def squareplus(b: float) -> Activation:
    """(z + √(z² + b)) / 2, and for negative z what is left of it without cancellation"""
    if b < 0:
        raise InputError(f"b of squareplus is {b:g}; it must not be negative.")

    if b == 0:
        return replace(relu, name="")

    def root(z: Array, xp: Namespace) -> Array:
        """√(z² + b), without the overflow of z²"""
        size = xp.maximum(abs(z), 1)
        return size * xp.sqrt(z / size * (z / size) + b / size / size)

    def value(z: Array, xp: Namespace) -> Array:
        negative = xp.minimum(z, 0)
        return xp.where(z < 0, b / 2 / (root(negative, xp) - negative), z / 2 + root(z, xp) / 2)

    return Activation("", value, prime=lambda z, a, xp: a / root(z, xp), range=(0, math.inf))


def _sparse_plus(z: Array, xp: Namespace) -> Array:
    """0, (z + 1)²/4 and z, which meet at −1 and 1"""
    inside = xp.minimum(xp.maximum(z, -1), 1) + 1
    return inside * inside / 4 + (xp.maximum(z, 1) - 1)


sparse_plus = ACTIVATIONS.add(
    Activation(
        "sparse_plus",
        value=_sparse_plus,
        prime=lambda z, a, xp: (xp.minimum(xp.maximum(z, -1), 1) + 1) / 2,
        range=(0, math.inf),
    )
)
