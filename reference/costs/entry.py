"""What a cost is: data, a function of the outputs and the targets that knows nothing of the activation before it.

The cost of a batch is the mean of C_x over its examples (assumption 1 of the book), taken in `backprop` and not here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nablacheck.reference.activations import Array, Namespace
from nablacheck.reference.registry import Registry

Domain = tuple[float, float]
LINE: Domain = (-math.inf, math.inf)
UNIT: Domain = (0.0, 1.0)
MIDDLE = 0.5
"""At a kink, where nobody says otherwise: halfway between the one-sided derivatives."""


@dataclass(frozen=True, eq=False)
class Cost:
    """A cost C, a function of the outputs a^L and the targets y alone (assumption 2).

    `value(a, y, xp)` gives the terms whose sum over the outputs is C_x, `nabla_a(a, y, xp)` gives ∂C_x/∂a; a and y are
    (…, n_L, m), and so are both results, or one row where a term is made of all the outputs. Outputs must lie in `outputs`,
    targets in `targets`. A cost with kinks has `kinked`, and its `nabla_a` takes a fourth argument, a number from 0 to 1: how
    far from the left to the right derivative it is there. `family` and `parameters` are what the name is made of; the
    registry fills them in.
    """

    name: str
    value: Callable[..., Array]
    nabla_a: Callable[..., Array]
    outputs: Domain = LINE
    targets: Domain = LINE
    kinked: bool = False
    parameters: Mapping[str, float] = field(default_factory=dict)
    family: str = ""

    def __post_init__(self) -> None:
        if not self.family:
            object.__setattr__(self, "family", self.name)  # the class is frozen

    def gradient(self, a: Array, y: Array, xp: Namespace, at_kink: float = MIDDLE) -> Array:
        """∂C_x/∂a in the shape of a; `at_kink` says what it is at a kink."""
        return xp.like(self.nabla_a(a, y, xp, at_kink) if self.kinked else self.nabla_a(a, y, xp), a)


COSTS: Registry[Cost] = Registry("cost", joint="-")


def cost(name: str) -> Cost:
    """The entry of that name; InputError, with the nearest names, where there is none."""
    return COSTS[name]
