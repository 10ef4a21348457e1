"""What a cost is: data, a function of the outputs and the targets that knows nothing of the activation before it.

The cost of a batch is the mean of C_x over its examples (assumption 1 of the book), taken in `backprop` and not here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.costs.targets import BITS, CLASSES, PART, PROBABILITIES, SIGNS, Kind
from nablacheck.reference.errors import InputError
from nablacheck.reference.registry import Entry, Registry

Domain = tuple[float, float]
LINE: Domain = (-math.inf, math.inf)
UNIT: Domain = (0.0, 1.0)
POSITIVE: Domain = (0.0, math.inf)
WIDE = 4.0
"""The length of the part of an unbounded interval from which targets are made."""
MIDDLE = 0.5
"""At a kink, where nobody says otherwise: halfway between the one-sided derivatives."""


@dataclass(frozen=True)
class Cancelled:
    """What is left of δ^L where the σ′ of `activation` cancels what ∇_a C divides by.

    `delta(a, y, xp)` is ∂C_x/∂z^L, (…, n_L, m), written with the terms that the book's formula has, so that enclosures grant
    each of them a rounding for every step. `says` names the division that gives NaN or infinity, and what to write instead.
    """

    activation: Activation
    delta: Callable[..., Array]
    says: str


@dataclass(frozen=True)
class PulledBack:
    """A ∇_a C that begins with the share of each example in C, as reverse mode does, which may overflow on the way.

    `by(a, y, share, xp)` is ∂C/∂a, where `share` makes the cotangent of ones in the shape of C's terms; None leaves them ones.
    """

    by: Callable[..., Array]

    def __call__(self, a: Array, y: Array, xp: Namespace) -> Array:
        """∂C_x/∂a"""
        return self.by(a, y, None, xp)


@dataclass(frozen=True, eq=False)
class Cost(Entry):
    """A cost C, a function of the outputs a^L and the targets y alone (assumption 2).

    `value(a, y, xp)` gives the terms whose sum over the outputs is C_x, `nabla_a(a, y, xp)` gives ∂C_x/∂a; a and y are (…,
    n_L, m), and so are both results, or one row where a term is made of all the outputs. Outputs must lie in `outputs`,
    targets in `targets`, and be of the `kind` where there is one. A cost with kinks has `kinked`, and its `nabla_a` takes a
    fourth argument, a number from 0 to 1: how far the derivative of the one-dimensional function that has the kink, |d| or
    max(0, z), is from the left to the right one there. `cancelled` is there where an activation cancels a division. `halved`
    says that the formula has a ½, which people leave out. `meant` is the kind of targets that people have with it, where that
    is narrower than what it allows: closed forms such as p − y hold for those alone. `of` are the activation and the cost of
    whose composition it is the closed form.
    """

    value: Callable[..., Array]
    nabla_a: Callable[..., Array]
    outputs: Domain = LINE
    targets: Domain = LINE
    kind: Kind | None = None
    kinked: bool = False
    cancelled: Cancelled | None = None
    halved: bool = False
    meant: Kind | None = None
    of: tuple[Activation, Cost] | None = None

    def __reduce__(self) -> tuple[Callable[..., Cost], tuple[Any, ...]]:
        return COSTS.pickled(self, cost)

    def gradient(self, a: Array, y: Array, xp: Namespace, at_kink: float = MIDDLE) -> Array:
        """∂C_x/∂a in the shape of a; `at_kink` says what it is at a kink."""
        return xp.like(self.nabla_a(a, y, xp, at_kink) if self.kinked else self.nabla_a(a, y, xp), a)

    def made(self, part: Array, kind: Kind | None = None) -> Array:
        """Targets that the cost allows, from numbers in [0, 1], (…, n_L, m); of a narrower kind, where one is given."""
        if kind or self.kind:
            return (kind or self.kind).made(part)  # type: ignore[union-attr]
        low, high = self.targets
        if math.isfinite(high - low):
            return low + part * (high - low)
        return part * WIDE + (low if math.isfinite(low) else -WIDE / 2)

    def takes(self, kind: Kind) -> bool:
        """Whether targets of a kind are among those that it allows."""
        y = kind.made(PART)
        inside = bool(((y >= self.targets[0]) & (y <= self.targets[1])).all())
        return inside and (self.kind is None or bool(self.kind.allows(y).all()))

    def of_outputs(self, kind: Kind, outputs: int) -> Kind:
        """The kind of targets for so many outputs: one tells two classes apart, and there are no shares of one."""
        return BITS if outputs == 1 and kind in (CLASSES, PROBABILITIES) and self.takes(BITS) else kind

    def narrower(self, outputs: int) -> Iterator[Kind]:
        """The kinds of targets that it takes among others, for so many outputs."""
        for kind in (PROBABILITIES, BITS, CLASSES, SIGNS) if outputs > 1 else (BITS, SIGNS):
            if kind is not self.kind and self.takes(kind):
                yield kind


COSTS: Registry[Cost] = Registry("cost", joint="-")


def over_outputs(cost: Cost, mean: float) -> Cost:
    """The cost with the mean over the outputs in place of the sum, where `mean` is 1."""
    if mean not in (0, 1):
        raise InputError(f"mean of a cost is {mean:g}; it must be 1, the mean over the outputs, or 0, their sum.")
    if not mean:
        return cost
    each = cost.cancelled
    return replace(
        cost,
        cancelled=each and replace(each, delta=lambda a, y, xp: each.delta(a, y, xp) / a.shape[-2]),
        value=lambda a, y, xp: cost.value(a, y, xp).sum(axis=-2, keepdims=True) / a.shape[-2],
        nabla_a=lambda a, y, xp, *kink: cost.nabla_a(a, y, xp, *kink) / a.shape[-2],
    )


def jump(x: Array, left: Array, right: Array, at_kink: float, xp: Namespace) -> Array:
    """The derivative of a function with a kink at x = 0: left of it, right of it, and at it so far from the one to the other"""
    return xp.where(x > 0, right, xp.where(x < 0, left, left + at_kink * (right - left)))


def cost(name: str) -> Cost:
    """The entry of that name; InputError, with the nearest names, where there is none."""
    return COSTS[name]
