"""What an activation is: data, whose formulas run in any namespace `xp`: floats, balls, certified numbers, a framework's."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.registry import Entry, Registry


@dataclass(frozen=True, eq=False)
class Activation(Entry):
    """An activation σ.

    `value(z, xp)` is a = σ(z) and `prime(z, a, xp)` is σ′(z), both elementwise. A σ that mixes the neurons of a layer has
    `vjp(z, a, cotangent, xp)`, the product of the cotangent with its Jacobian, in place of `prime`. `range` holds every
    value of σ. `kinks` maps each point where σ′ jumps to the one-sided derivatives there; `jumps` are those where σ itself
    does.
    """

    value: Callable[[Array, Namespace], Array]
    prime: Callable[[Array, Array, Namespace], Array] | None = None
    vjp: Callable[[Array, Array, Array, Namespace], Array] | None = None
    range: tuple[float, float] = (-math.inf, math.inf)
    kinks: Mapping[float, tuple[float, float]] = field(default_factory=dict)
    jumps: tuple[float, ...] = ()

    def __reduce__(self) -> tuple[Callable[..., Activation], tuple[Any, ...]]:
        return ACTIVATIONS.pickled(self, activation)


ACTIVATIONS: Registry[Activation] = Registry("activation")

identity = ACTIVATIONS.add(Activation("identity", also=("linear", "none"), value=lambda z, xp: z, prime=lambda z, a, xp: 1))
"""The first entry is the simplest: Hypothesis shrinks failures to what is listed first."""


def activation(name: str) -> Activation:
    """The entry of that name; InputError, with the nearest names, where there is none."""
    return ACTIVATIONS[name]
