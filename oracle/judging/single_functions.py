"""The two formulas of a single function, its value and what comes back through it, in the arithmetic of whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.reference.backprop import derivative
from nablacheck.reference.composed import composed_activation, composed_cost
from nablacheck.reference.costs import AnyEntry, Cost
from nablacheck.reference.costs.cost import MIDDLE

Array = np.ndarray[Any, Any]
Pair = tuple[Any, Any]
"""A function and its derivative: balls, or the numbers that were returned."""
Text = Callable[[AnyEntry, Array, Array, Any], Pair]
"""Both from an entry, the argument, and the cotangent or the targets, in an arithmetic."""


def activation_text(adapter: Adapter) -> Text:
    """a and the cotangent pulled back."""

    def text(entry: Any, z: Array, cotangent: Array, xp: Any) -> Pair:
        at = xp.lift(z)
        a = xp.like(entry.value(at, xp), at)
        return a, xp.lift(cotangent) * derivative(entry, at, a, xp, adapter.kinks)

    return text


def cost_text(adapter: Adapter) -> Text:
    """C_x and ∇_a C_x."""

    def text(entry: Any, a: Array, y: Array, xp: Any) -> Pair:
        at, targets = xp.lift(a), xp.lift(y)
        nabla = entry.gradient(at, targets, xp, adapter.kinks.get(entry.family, MIDDLE))
        return entry.value(at, targets, xp).sum(axis=-2), nabla

    return text


def as_computed(entry: Any, adapter: Adapter) -> Any:
    """The entry, with the derivative that the adapter takes of our formula where it has no function of its own."""
    if not adapter.composes(entry):
        return entry
    return (composed_cost if isinstance(entry, Cost) else composed_activation)(entry, adapter.pullbacks)
