"""Arrays as wholes: how many digits of them are proven, and whether bounds are small enough to decide."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Entries = Any
SHARE = 10
"""What may never pass as right: entries that carry 1/10 of the norm of their array, zeroed or half as large again."""
FARTHEST = 2.0**400
"""The square of a number up to this one, or down to its reciprocal, is far from the ends of float64."""


class Norms(NamedTuple):
    """‖mid‖₂, ‖rad‖₂ and the norm of what may be hidden, one number a draw; `unit` is what all three are multiples of."""

    size: Entries
    bound: Entries
    hides: Entries
    unit: Entries

    @property
    def of_whole(self) -> WholeArrays:
        """What the norms say of their arrays."""
        size, bound, hides, _ = self
        with np.errstate(all="ignore"):
            decided = ((bound < size) & (SHARE * hides < size - bound)) | (bound == 0)
            return WholeArrays(decided, np.where(bound == 0, np.inf, np.log10(size / bound)))

    def beside(self, other: Norms) -> Norms:
        """The norms of two parts of an array together."""
        unit = np.maximum(self.unit, other.unit)
        mine, its = self.unit / unit, other.unit / unit
        size, bound, hides = (np.hypot(a * mine, b * its) for a, b in zip(self[:3], other[:3], strict=True))
        return Norms(size, bound, hides, unit)


class WholeArrays(NamedTuple):
    """Arrays as wholes, one number a draw: whether they are decided, and log₁₀(‖mid‖₂ / ‖rad‖₂), the digits that are proven."""

    decided: Entries
    digits: Entries


def norm(part: Entries) -> Entries:
    """‖part‖₂ of each draw, (…, n)."""
    return np.sqrt(np.einsum("...i,...i->...", part, part))
