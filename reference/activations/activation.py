"""What an activation is: data, whose formulas run in any namespace `xp`: floats, balls, certified numbers, a framework's."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.registry import Registry


@dataclass(frozen=True, eq=False)
class Activation:
    """An activation σ.

    `value(z, xp)` is a = σ(z) and `prime(z, a, xp)` is σ′(z), both elementwise. A σ that mixes the neurons of a layer has
    `vjp(z, a, cotangent, xp)`, the product of the cotangent with its Jacobian, in place of `prime`. `range` holds every
    value of σ. `kinks` maps each point where σ′ jumps to the one-sided derivatives there; `jumps` are those where σ itself
    does. `family` and `parameters` are
    what the name is made of; the registry fills them in.
    """

    name: str
    value: Callable[[Array, Namespace], Array]
    prime: Callable[[Array, Array, Namespace], Array] | None = None
    vjp: Callable[[Array, Array, Array, Namespace], Array] | None = None
    range: tuple[float, float] = (-math.inf, math.inf)
    kinks: Mapping[float, tuple[float, float]] = field(default_factory=dict)
    jumps: tuple[float, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    family: str = ""

    def __post_init__(self) -> None:
        if not self.family:
            object.__setattr__(self, "family", self.name)  # the class is frozen


ACTIVATIONS: Registry[Activation] = Registry("activation")

identity = ACTIVATIONS.add(Activation("identity", value=lambda z, xp: z, prime=lambda z, a, xp: 1))
"""The simplest entry is the first: failures shrink to it."""


def activation(name: str) -> Activation:
    """The entry of that name; InputError, with the nearest names, where there is none."""
    return ACTIVATIONS[name]
