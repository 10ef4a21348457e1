"""A number in the forward pass that is another one: what multiplies z^l, w^l a^{l−1} or b^l, or was added; it is solved for.

Where a^l is seen, σ is undone numerically, neuron by neuron; of the z^l that is left, what is linear in one number tells that
number. What was solved for is only proposed: whether it gives a^l is asked in balls afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.evaluated import own_prime, own_value
from nablacheck.oracle.explaining.factors import Interval, number
from nablacheck.oracle.explaining.forward_steps import Step
from nablacheck.oracle.explaining.wrong_weighted_inputs import without_bias
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import FLOAT, Ball
from nablacheck.reference.backprop import Pass

Array = Any
FAR = 64.0
"""Between its negative and this σ is undone; beyond it every σ that bends has become flat."""
HALVINGS = 64
"""So often a bracket is halved: no float lies within any longer."""


@dataclass(frozen=True)
class LinearStep:
    """z^l as `known` + c · `unknown` at layer l, in floats; what it says of c, and the step for a c."""

    known: Callable[[Pass, int], Array]
    unknown: Callable[[Pass, int], Array]
    step: Callable[[float], Step]
    read: Callable[[Interval, Pass, int], float | None] = lambda interval, t, l: number(interval)


def _in_words(c: float) -> str:
    return f"{c:g}".replace("-", "−")


@cache
def _times_z(c: float) -> Step:
    says = f"σ(z^l) was computed at {_in_words(c)} z^l where it has z^l"
    throughout = Step(
        f"z times {c:g} throughout",
        f"σ was computed at {_in_words(c)} z^l, and σ′ with it: a slope (or temperature) that σ(z^l) does not have",
        a=lambda t, l: own_value(t, l, t.z[l] * c),
        own=lambda t, l: own_prime(t, l, t.z[l] * c),
        inner=c,
    )
    return Step(
        f"z times {c:g}",
        says,
        a=lambda t, l: own_value(t, l, t.z[l] * c),
        own=lambda t, l: own_prime(t, l, t.z[l] * c),
        throughout=throughout,
    )


@cache
def _times_weights(c: float) -> Step:
    says = f"z^l was computed as {_in_words(c)} w^l a^{{l-1}} + b^l, with a factor {_in_words(c)} too many"
    return Step(f"w times {c:g}", says, z=lambda t, l: without_bias(t, l) * c + t.b[l])


@cache
def _over_root(k: float) -> Step:
    says = f"w^l a^{{l-1}} was multiplied by √({k:g}/n_{{l-1}}) in z^l, with n_{{l-1}} the neurons of layer l−1"

    def z(t: Pass, l: int) -> Array:
        return without_bias(t, l) * (t.xp.sqrt(t.xp.lift(k)) / t.xp.sqrt(t.xp.lift(float(_before(t, l))))) + t.b[l]

    return Step(f"w times √({k:g}/n)", says, z=z)


@cache
def _times_biases(c: float) -> Step:
    says = f"z^l was computed as w^l a^{{l-1}} + {_in_words(c)} b^l, with a factor {_in_words(c)} too many"
    return Step(f"b times {c:g}", says, z=lambda t, l: without_bias(t, l) + t.b[l] * c)


@cache
def _plus(c: float) -> Step:
    return Step(f"z plus {c:g}", f"{_in_words(c)} was added to z^l", z=lambda t, l: without_bias(t, l) + t.b[l] + c)


def _before(t: Pass, l: int) -> int:
    return t.problem.network.widths[l - 1]


def _square(interval: Interval, t: Pass, l: int) -> float | None:
    """k where the number is √(k/n_{l−1})"""
    if not interval or not interval.bounded or interval.low <= 0:
        return None
    n = _before(t, l)
    return number(Interval(math.nextafter(n * interval.low**2, -math.inf), math.nextafter(n * interval.high**2, math.inf)))


def _zero(t: Pass, l: int) -> Array:
    return 0.0 * t.z[l]


STEPS: tuple[LinearStep, ...] = (
    LinearStep(_zero, lambda t, l: t.z[l], _times_z),
    LinearStep(lambda t, l: t.b[l], without_bias, _times_weights),
    LinearStep(lambda t, l: t.b[l], without_bias, _over_root, _square),
    LinearStep(without_bias, lambda t, l: t.b[l], _times_biases),
    LinearStep(lambda t, l: t.z[l], lambda t, l: 1 + 0 * t.z[l], _plus),
)


def solved_steps(seen: Sequence[tuple[Pass, Ball]], l: int) -> Iterator[Step]:
    """The steps with one number in them that the activations of layer l show on some examples, in passes that came to it."""
    undone = [undo(t.problem.network.activations[l], a) for t, a in seen]
    for linear in STEPS:
        interval = Interval()
        for (t, _), z in zip(seen, undone, strict=True):
            interval &= _quotient(z, *(_middle(part(t, l)) for part in (linear.known, linear.unknown)))
        c = linear.read(interval, seen[0][0], l)
        if c is not None:
            yield linear.step(c)


def _middle(x: Array) -> Array:
    return np.asarray(getattr(x, "mid", x), np.float64)


def _quotient(z: tuple[Array, Array], known: Array, unknown: Array) -> Interval:
    """The numbers c of z = known + c unknown, neuron by neuron."""
    (middle, radius), unknown = z, np.broadcast_to(unknown, z[0].shape)
    there = np.isfinite(radius) & (unknown != 0)
    if not there.any():
        return Interval()
    c, reach = ((middle - known)[there] / unknown[there], radius[there] / abs(unknown[there]))
    return Interval(float((c - reach).max()), float((c + reach).min()))


def undo(entry: Activation, a: Ball) -> tuple[Array, Array]:
    """z with σ(z) = a, and how far it may be off, to first order; infinitely far where σ is flat or does not reach a."""
    low, high = np.full(a.mid.shape, -FAR), np.full(a.mid.shape, FAR)
    with np.errstate(all="ignore"):
        falling = entry.value(high, FLOAT) < entry.value(low, FLOAT)
        for _ in range(HALVINGS):
            middle = low + (high - low) / 2
            above = (entry.value(middle, FLOAT) < a.mid) != falling
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        z = low + (high - low) / 2
        value = entry.value(z, FLOAT)
        off = a.rad + abs(value - a.mid) + a.model.elementwise * abs(a.mid) + a.model.floor
        slope = abs(np.asarray(entry.prime(z, value, FLOAT)) + 0 * z) if entry.prime else 0 * z
        radius = 2 * off / slope
    return z, np.where(np.isfinite(radius) & (abs(z) < FAR / 2), radius, np.inf)
