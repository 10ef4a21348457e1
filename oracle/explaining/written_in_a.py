"""σ′ as it is written with a = σ(z), a product of two places in which a stands, or something else by mistake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from nablacheck.oracle.explaining.parts import elementwise
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import FLOAT
from nablacheck.reference.backprop import Pass

Array = Any


class FormInA(NamedTuple):
    """σ′ from what stands in its two places, and how it is written."""

    of: Callable[[Any, Any, Any], Any]
    written: str


IN_A: Mapping[str, FormInA] = {
    "sigmoid": FormInA(lambda p, q, xp: p * (1 - q), "a(1 − a)"),
    "tanh": FormInA(lambda p, q, xp: 1 - p * q, "1 − a²"),
    "softplus": FormInA(lambda p, q, xp: 1 - xp.exp(-p), "1 − e^(−a)"),
    "softsign": FormInA(lambda p, q, xp: (1 - abs(p)) * (1 - abs(q)), "(1 − |a|)²"),
    "elu": FormInA(lambda p, q, xp: xp.where(p > 0, 1, 1 + q), "1 or 1 + a"),
    "logsigmoid": FormInA(lambda p, q, xp: 1 - xp.exp(p), "1 − e^a"),
}
"""That form of an activation by its family, with its parameters at their defaults."""


def has_form(t: Pass, l: int) -> bool:
    """Whether σ′ of the layer has such a form."""
    return t.problem.network.activations[l].family in IN_A


def of_two(t: Pass, l: int, p: Array, q: Array) -> Array:
    """The form of the layer, with these in its two places."""
    return IN_A[t.problem.network.activations[l].family].of(p, q, t.xp)


def reads_a(t: Pass, l: int) -> bool:
    """Whether the layer's own formula of σ′ is written with a."""
    return elementwise(t, l) and _reads(t.problem.network.activations[l])


@cache
def _reads(entry: Activation) -> bool:
    z = np.array([-1.25, -0.25, 0.25, 1.25])
    return not np.array_equal(entry.prime(z, z, FLOAT), entry.prime(z, entry.value(z, FLOAT), FLOAT))  # type: ignore[misc]


def own_on_z(t: Pass, l: int) -> Array:
    """The layer's own formula, with z in every place where it has a."""
    entry = t.problem.network.activations[l]
    return t.xp.like(entry.prime(t.z[l], t.z[l], t.xp), t.z[l])  # type: ignore[misc]


def form_on_z(t: Pass, l: int) -> Array | None:
    """The form of σ′ that is written with a, with z in every place of it; None where σ′ has no such form."""
    if has_form(t, l):
        return of_two(t, l, t.z[l], t.z[l])
    return own_on_z(t, l) if reads_a(t, l) else None
