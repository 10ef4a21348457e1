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


def of_squares(a: Array, y: Array, epsilon: float, longest: float, together: bool, xp: Any) -> Array:
    """a·y / √((Σa² + ε)(Σy² + ε)), and where a is longer than that, with y or alone, what an infinite square leaves of it.

    That is 0, the cosine itself, or a cosine whose length has no derivative.
    """
    (_, length), (v, other) = unit(a, xp), unit(y, xp)
    far = (length * other if together else length) > longest
    near = xp.where(far, 1, a)
    plain = (near * y).sum(axis=-2, keepdims=True) / xp.sqrt(_square(near, epsilon) * _square(y, epsilon))
    stiff = (a / xp.max(length, axis=-2) * v).sum(axis=-2, keepdims=True)
    return xp.where(far, either(0, either(cosine(a, y, xp), stiff, xp), xp), plain)


def _square(x: Array, epsilon: float) -> Array:
    squares = (x * x).sum(axis=-2, keepdims=True)
    return squares + epsilon if epsilon else squares


def longest(largest: float) -> float:
    """A length whose square is far from overflow."""
    return math.sqrt(largest) / 4
