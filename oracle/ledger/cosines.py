"""What becomes of the cosine of two vectors where the squares of their numbers overflow."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.costs.angles import cosine, unit

Array = Any

UNDECIDED = Trilean(np.asarray(False), np.asarray(True))
"""A condition of which nothing is known: what `where` makes of it encloses both of its branches."""


def either(x: Array, y: Array, xp: Any) -> Array:
    """Anything from x to y"""
    return xp.where(UNDECIDED, x, y)


def of_squares(a: Array, y: Array, epsilon: float, together: bool, xp: Any) -> Array:
    """a·y / √((Σa² + ε)(Σy² + ε)), and where a, or a with y `together`, is longer than that, what infinite squares leave of it.

    That is 0, the cosine itself, or a cosine whose length has no derivative.
    """
    size, v = xp.max(abs(a), axis=-2), unit(y, xp)[0]
    longest = math.sqrt(largest(xp)) / 64  # far from the overflow of a square in a column of ordinary length
    far = size > (longest / xp.max(abs(y), axis=-2) if together else longest)
    near = xp.where(far, 1, a)
    plain = (near * y).sum(axis=-2, keepdims=True) / xp.sqrt(_square(near, epsilon) * _square(y, epsilon))
    scaled = a / size
    stiff = (scaled / xp.max(xp.sqrt(_square(scaled, 0)), axis=-2) * v).sum(axis=-2, keepdims=True)
    return xp.where(far, either(0, either(cosine(a, y, xp), stiff, xp), xp), plain)


def _square(x: Array, epsilon: float) -> Array:
    squares = (x * x).sum(axis=-2, keepdims=True)
    return squares + epsilon if epsilon else squares


def largest(xp: Any) -> float:
    """The largest number of the precision that balls model, on a tape or not."""
    return float(getattr(xp, "xp", xp).precision.largest)
