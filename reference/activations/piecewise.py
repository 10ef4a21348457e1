"""Activations with kinks, one entry per σ: the one-sided derivatives at a kink are data, what a framework takes is its own."""

import math

from nablacheck.reference.activations.activation import ACTIVATIONS, Activation
from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.errors import InputError

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
"""Klambauer et al. 2017, *Self-Normalizing Neural Networks*: mean 0 and variance 1 are a fixed point."""


def clipped(z: Array, low: float, high: float, xp: Namespace) -> Array:
    """z between two bounds"""
    return xp.minimum(xp.maximum(z, low), high)


def between(z: Array, low: float, high: float, inside: Array, xp: Namespace) -> Array:
    """`inside` strictly between two bounds, 0 elsewhere"""
    return xp.where(z > low, xp.where(z < high, inside, 0), 0)


relu = ACTIVATIONS.add(
    Activation(
        "relu",
        also=("rectifier", "rectified linear", "rectified linear unit"),
        value=lambda z, xp: xp.maximum(z, 0),
        prime=lambda z, a, xp: xp.where(z > 0, 1, 0),
        range=(0, math.inf),
        kinks={0: (0, 1)},
    )
)

relu6 = ACTIVATIONS.add(
    Activation(
        "relu6",
        value=lambda z, xp: clipped(z, 0, 6, xp),
        prime=lambda z, a, xp: between(z, 0, 6, 1, xp),
        range=(0, 6),
        kinks={0: (0, 1), 6: (1, 0)},
    )
)


def _leaky(slope: float) -> Activation:
    return Activation(
        "",
        also=("lrelu",),
        value=lambda z, xp: xp.where(z > 0, z, slope * z),
        prime=lambda z, a, xp: xp.where(z > 0, 1, slope),
        range=(0 if slope <= 0 else -math.inf, math.inf),
        kinks={} if slope == 1 else {0: (slope, 1)},
    )


@ACTIVATIONS.family(slope=(0.01, 0.25, 0.0, -0.5, 1.0))
def leaky_relu(slope: float) -> Activation:
    """z, and slope · z where z is negative"""
    return _leaky(slope)


@ACTIVATIONS.family(slope=(0.25, 0.0, -0.5, 2.0))
def prelu(slope: float) -> Activation:
    """The leaky relu whose slope frameworks train with the weights; here it is fixed"""
    return _leaky(slope)


@ACTIVATIONS.family(lower=(0.125, 0.0, 0.25), upper=(1 / 3, 0.5))
def rrelu(lower: float, upper: float) -> Activation:
    """The randomised leaky relu in evaluation, where its slope is the mean of the two"""
    return _leaky((lower + upper) / 2)


@ACTIVATIONS.family(alpha=(1.0, 0.5, 2.0, 0.0, -1.0))
def elu(alpha: float) -> Activation:
    """z, and α(e^z − 1) where z is negative"""
    return Activation(
        "",
        value=lambda z, xp: xp.maximum(z, 0) + alpha * xp.expm1(xp.minimum(z, 0)),
        prime=lambda z, a, xp: xp.where(z > 0, 1, alpha * xp.exp(xp.minimum(z, 0))),
        range=(min(0.0, -alpha), math.inf),
        kinks={} if alpha == 1 else {0: (alpha, 1)},
    )


selu = ACTIVATIONS.add(
    Activation(
        "selu",
        value=lambda z, xp: SELU_SCALE * (xp.maximum(z, 0) + SELU_ALPHA * xp.expm1(xp.minimum(z, 0))),
        prime=lambda z, a, xp: SELU_SCALE * xp.where(z > 0, 1, SELU_ALPHA * xp.exp(xp.minimum(z, 0))),
        range=(-1.76, math.inf),
        kinks={0: (SELU_SCALE * SELU_ALPHA, SELU_SCALE)},
    )
)


@ACTIVATIONS.family(alpha=(1.0, 0.5, 2.0, -1.0, 0.7))
def celu(alpha: float) -> Activation:
    """z, and α(e^(z/α) − 1) where z is negative: the elu whose derivative is continuous"""
    if alpha == 0:
        raise InputError("alpha of celu is 0; it must be another number.")
    return Activation(
        "",
        value=lambda z, xp: xp.maximum(z, 0) + alpha * xp.expm1(xp.minimum(z, 0) / alpha),
        prime=lambda z, a, xp: xp.where(z > 0, 1, xp.exp(xp.minimum(z, 0) / alpha)),
        range=(-alpha if alpha > 0 else -math.inf, math.inf),
    )


@ACTIVATIONS.family(lambd=(0.5, 1.0, 0.0))
def softshrink(lambd: float) -> Activation:
    """z moved towards 0 by λ, and 0 between −λ and λ"""
    if lambd < 0:
        raise InputError(f"lambd of softshrink is {lambd:g}; it must not be negative.")
    return Activation(
        "",
        value=lambda z, xp: z - clipped(z, -lambd, lambd, xp) if lambd else z,
        prime=lambda z, a, xp: 1 - between(z, -lambd, lambd, 1, xp) if lambd else 1,
        kinks={-lambd: (1, 0), lambd: (0, 1)} if lambd else {},
    )


@ACTIVATIONS.family(lambd=(0.5, 1.0, 0.0))
def hardshrink(lambd: float) -> Activation:
    """z, and 0 from −λ to λ"""
    if lambd < 0:
        raise InputError(f"lambd of hardshrink is {lambd:g}; it must not be negative.")

    def chosen(z: Array, outside: Array, xp: Namespace) -> Array:
        return xp.where(z > lambd, outside, xp.where(z < -lambd, outside, 0))

    return Activation(
        "",
        value=lambda z, xp: chosen(z, z, xp) if lambd else z,
        prime=lambda z, a, xp: chosen(z, 1, xp) if lambd else 1,
        kinks={-lambd: (1, 0), lambd: (0, 1)} if lambd else {},
        jumps=(-lambd, lambd) if lambd else (),
    )


@ACTIVATIONS.family(threshold=(0.5, 0.0, -1.0), value=(0.0, 0.5))
def threshold(threshold: float, value: float) -> Activation:
    """z above the threshold, the value elsewhere"""
    return Activation(
        "",
        value=lambda z, xp: xp.where(z > threshold, z, value),
        prime=lambda z, a, xp: xp.where(z > threshold, 1, 0),
        range=(min(value, threshold), math.inf),
        kinks={threshold: (0, 1)},
        jumps=() if value == threshold else (threshold,),
    )


@ACTIVATIONS.family(min_val=(-1.0, -2.0), max_val=(1.0, 0.5))
def hardtanh(min_val: float, max_val: float) -> Activation:
    """z between two bounds"""
    if not min_val < max_val:
        raise InputError(f"min_val of hardtanh is {min_val:g} and max_val {max_val:g}; min_val must be the smaller.")
    return Activation(
        "",
        value=lambda z, xp: clipped(z, min_val, max_val, xp),
        prime=lambda z, a, xp: between(z, min_val, max_val, 1, xp),
        range=(min_val, max_val),
        kinks={min_val: (0, 1), max_val: (1, 0)},
    )


hardsigmoid = ACTIVATIONS.add(
    Activation(
        "hardsigmoid",
        value=lambda z, xp: clipped(z + 3, 0, 6, xp) / 6,
        prime=lambda z, a, xp: between(z + 3, 0, 6, 1, xp) / 6,
        range=(0, 1),
        kinks={-3: (0, 1 / 6), 3: (1 / 6, 0)},
    )
)

hardswish = ACTIVATIONS.add(
    Activation(
        "hardswish",
        value=lambda z, xp: z * (clipped(z + 3, 0, 6, xp) / 6),
        prime=lambda z, a, xp: xp.where(z + 3 > 6, 1, xp.where(z + 3 > 0, (2 * z + 3) / 6, 0)),
        range=(-0.375, math.inf),
        kinks={-3: (0, -0.5), 3: (1.5, 1)},
    )
)

sparse_sigmoid = ACTIVATIONS.add(
    Activation(
        "sparse_sigmoid",
        value=lambda z, xp: clipped(z + 1, 0, 2, xp) / 2,
        prime=lambda z, a, xp: between(z + 1, 0, 2, 1, xp) / 2,
        range=(0, 1),
        kinks={-1: (0, 0.5), 1: (0.5, 0)},
    )
)
