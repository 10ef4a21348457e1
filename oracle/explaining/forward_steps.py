"""What may be typed for a step of the forward pass: for z^l, or for σ(z^l)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.oracle.explaining import known_elsewhere
from nablacheck.oracle.explaining.parts import Applies, as_wide, batch, both, elementwise, everywhere, mixing
from nablacheck.oracle.explaining.primes import entries
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Equation, Pass, derivative

Array = Any
DECIMALS = range(1, 9)
"""To how many decimals an activation may have been rounded."""


@dataclass(frozen=True, eq=False)
class Step:
    """One step of the forward pass as it may have been typed: z^l, or a^l in place of σ(z^l); and σ′ of it, if it has its own.

    `chosen` says that another σ was taken, which at the output alone is a mistake in BP1 as well.
    """

    name: str
    says: str
    z: Equation = BOOK.z
    a: Equation | None = None
    own: Equation | None = None
    applies: Applies = everywhere
    chosen: bool = False


def _value(t: Pass, l: int, z: Array) -> Array:
    return t.xp.like(_entry(t, l).value(z, t.xp), z)


def _entry(t: Pass, l: int) -> Activation:
    return t.problem.network.activations[l]


def _without_bias(t: Pass, l: int) -> Array:
    return t.w[l] @ t.a[l - 1]


RIGHT = Step("", "")
STEPS: tuple[Step, ...] = (
    Step("bias forgotten", "z^l = w^l a^{l-1} was computed without + b^l", z=_without_bias),
    Step("bias subtracted", "z^l was computed with − b^l where it has + b^l", z=lambda t, l: t.w[l] @ t.a[l - 1] - t.b[l]),
    Step("bias twice", "b^l was added twice in z^l", z=lambda t, l: t.w[l] @ t.a[l - 1] + t.b[l] + t.b[l]),
    Step(
        "bias outside of sigma",
        "b^l was added outside of σ: a^l = σ(w^l a^{l-1}) + b^l",
        z=_without_bias,
        a=lambda t, l: _value(t, l, t.z[l]) + t.b[l],
    ),
    Step(
        "bias of the layer before",
        "z^l was computed with b^{l-1} where it has b^l",
        z=lambda t, l: t.w[l] @ t.a[l - 1] + t.b[l - 1],
        applies=both(as_wide(0, -1), lambda t, l: l - 1 in t.b),
    ),
    Step(
        "transposed weights forward",
        "z^l was computed with (w^l)ᵀ where it has w^l",
        z=lambda t, l: t.w[l].mT @ t.a[l - 1] + t.b[l],
        applies=as_wide(0, -1),
    ),
    Step(
        "mean of the inputs",
        "z^l has the mean over the neurons of layer l−1 where it has their sum",
        z=lambda t, l: t.w[l] @ t.a[l - 1] / t.problem.network.widths[l - 1] + t.b[l],
        applies=lambda t, l: t.problem.network.widths[l - 1] > 1,
    ),
    Step(
        "sigma twice",
        "σ was applied twice: a^l = σ(σ(z^l))",
        a=lambda t, l: _value(t, l, _value(t, l, t.z[l])),
        own=lambda t, l: prime_at(t, l, _value(t, l, t.z[l])),
    ),
    Step(
        "sigma of −z",
        "σ(−z^l) was computed for σ(z^l): the sign of z^l is lost",
        a=lambda t, l: _value(t, l, -t.z[l]),
        own=lambda t, l: prime_at(t, l, -t.z[l]),
        applies=elementwise,
    ),
    Step(
        "softmax over the examples",
        "the sum in softmax goes over the examples, not over the neurons of the layer",
        a=lambda t, l: _over(t, l, -1),
        applies=mixing,
    ),
    Step(
        "softmax over everything",
        "the sum in softmax goes over all numbers, those of the other examples too",
        a=lambda t, l: _over_everything(t, l),
        applies=both(mixing, batch),
    ),
    Step(
        "softmax without its division",
        "softmax is not divided by its sum: a^l = e^(z^l)",
        a=lambda t, l: t.xp.exp(t.z[l]),
        applies=mixing,
    ),
)


def _over(t: Pass, l: int, axis: int) -> Array:
    e = t.xp.exp(t.z[l] - t.xp.max(t.z[l], axis=axis))
    return e / e.sum(axis=axis, keepdims=True)


def _over_everything(t: Pass, l: int) -> Array:
    largest = t.xp.max(t.xp.max(t.z[l], axis=-1), axis=-2)
    e = t.xp.exp(t.z[l] - largest)
    return e / e.sum(axis=(-2, -1), keepdims=True)


def prime_at(t: Pass, l: int, z: Array) -> Array:
    """σ′ of the layer's own σ at a point, in its own form."""
    return derivative(_entry(t, l), z, _value(t, l, z), t.xp, t.kinks)


def _rounded(decimals: int) -> Step:
    return Step(
        f"activation rounded to {decimals}",
        f"a^l is rounded to {decimals} decimals",
        a=lambda t, l: rounded(_value(t, l, t.z[l]), decimals),
    )


def rounded(ball: Ball, decimals: int) -> Ball:
    """A ball rounded to decimals: one number where all of it is rounded alike, else all that it may be rounded to."""
    mid = np.round(ball.mid, decimals)
    reach = np.maximum(abs(np.round(ball.mid + ball.rad, decimals) - mid), abs(np.round(ball.mid - ball.rad, decimals) - mid))
    return Ball(mid, reach + abs(mid) * ball.model.elementwise, np.broadcast_to(abs(mid), mid.shape), ball.model)


def _another(entry: Activation) -> Step:
    return Step(
        f"sigma is {entry.name}",
        f"σ(z^l) is {entry.name}, and σ′(z^l) is that of what is declared",
        a=lambda t, l: t.xp.like(entry.value(t.z[l], t.xp), t.z[l]),
        applies=lambda t, l: _entry(t, l) is not entry,
        chosen=True,
    )


def _from_elsewhere(entry: Activation, says: str) -> Step:
    return Step(
        f"sigma is {entry.name}",
        says,
        a=lambda t, l: t.xp.like(entry.value(t.z[l], t.xp), t.z[l]),
        own=lambda t, l: derivative(entry, t.z[l], t.xp.like(entry.value(t.z[l], t.xp), t.z[l]), t.xp, {}),
        applies=elementwise,
    )


def steps() -> Iterator[Step]:
    """Every step that may have been typed, the likeliest first."""
    yield from STEPS
    yield from (_from_elsewhere(entry, says) for entry, says in known_elsewhere.ENTRIES)
    yield from (_another(entry) for _, entry in entries())
    yield from map(_rounded, DECIMALS)
