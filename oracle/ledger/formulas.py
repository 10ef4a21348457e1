"""What a defect puts in the place of an entry: the formula that a framework has written, differentiated as it does."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nablacheck.adapters.derivative_rules import pullbacks
from nablacheck.oracle.ledger.defect import Defect, Shown
from nablacheck.reference.activations import Activation
from nablacheck.reference.composed import composed_activation

Array = Any
Value = Callable[..., Array]
"""A formula of z, xp and the parameters of the family."""


def steep_celu(library: str, dtypes: tuple[str, ...], shown: Shown) -> Defect:
    """celu for α between −1 and 0; its formula is the book's, and where it may overflow no number of it is left."""
    return Defect(
        "celu",
        False,
        library,
        dtypes,
        (-math.inf, 0.0),
        "e^(z/α) overflows before α makes it small",
        shown,
        uses=lambda entry: entry,
        when=lambda alpha: -1 < alpha < 0,
        lost=True,
    )


def differentiated(value: Value, library: str) -> Callable[[Activation], Activation]:
    """The entry with another formula, of which the library takes the derivative itself, by the rules of its release."""

    def uses(entry: Activation) -> Activation:
        written = replace(entry, value=lambda z, xp: value(z, xp, **entry.parameters))
        return composed_activation(written, pullbacks(library))

    return uses


def written(value: Value | None = None, prime: Value | None = None) -> Callable[[Activation], Activation]:
    """The entry with another formula, another derivative of z and xp, or both."""

    def uses(entry: Activation) -> Activation:
        changes: dict[str, Any] = {}
        if value:
            changes["value"] = lambda z, xp: value(z, xp, **entry.parameters)
        if prime:
            changes["prime"] = lambda z, a, xp: prime(z, xp, **entry.parameters)
        return replace(entry, **changes)

    return uses


def pulled_back(vjp: Value) -> Callable[[Activation], Activation]:
    """The entry with its own way to multiply with a cotangent, a formula of z, the cotangent and xp, step by step."""

    def uses(entry: Activation) -> Activation:
        return entry.variant(prime=None, vjp=lambda z, a, c, xp: vjp(z, c, xp, **entry.parameters), kinks={})

    return uses
