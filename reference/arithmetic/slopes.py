"""The elementary functions of a formula, each with the steepest slope that it has in a ball."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nablacheck.reference.arithmetic.float import FLOAT
from nablacheck.reference.arithmetic.radii import TINY

MANY = 2**10
"""Entries from which on a step of the bits of an array takes less time than NumPy's of its floats."""


class Elementary(NamedTuple):
    """An elementary function g: its value in NumPy, and sup|g′| over a ball from its ends.

    `slope(low, high, near)` gets floats at or beyond the two ends, and the distance of the ball from 0, or less. `moved` is
    how far the argument may be taken from itself, in unit roundoffs.
    """

    value: Callable[[Any], Any]
    slope: Callable[[Any, Any, Any], Any]
    moved: int = 0


def _near_the_ends(prime: Callable[[Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """The slope of sin or cos, whose own derivative moves by no more than its argument does.

    Any point of the ball is within half of its width of one of the two ends.
    """
    return lambda low, high, near: np.minimum(np.maximum(abs(prime(low)), abs(prime(high))) + (high - low) / 2, 1)


def _inverse(distance: Any) -> Any:
    """1/x for the distance of an argument from a pole; infinite at and beyond it."""
    return np.where(distance > 0, 1 / distance, math.inf)


def below(x: Any) -> Any:
    """A float below a number that was rounded once to `x`: the next one.

    The bits of a positive float are a number that is larger by one for the next float, those of a negative one for the next
    below; so a whole array is stepped at once, and what is neither is asked of NumPy.
    """
    if np.size(x) < MANY:
        return np.nextafter(x, -math.inf)
    bits = np.ascontiguousarray(x).view(np.int64)
    stepped = (bits - (1 | bits >> 63)).view(np.float64)
    special = ~(abs(x) > 0) | ~(abs(x) < math.inf)
    if special.any():
        stepped[special] = np.nextafter(x[special], -math.inf)
    return stepped


def ends(mid: Any, rad: Any) -> tuple[Any, Any, Any]:
    """Floats at or beyond the two ends of balls, and their distance from 0, or less."""
    return below(mid - rad), -below(-(mid + rad)), np.maximum(below(abs(mid) - rad), 0)


def slope_of_power(x: Any, p: float) -> Any:
    """|p| x^p / x, for p < 1 from the end that is nearer to 0, for others from the farther one; infinite at 0."""
    return np.where(x > 0, abs(p) * (np.power(x, p) + TINY) / x, math.inf)


def _normal_slope(near: Any) -> Any:
    """2/√π e^−x², the slope of erf"""
    return 2 / math.sqrt(math.pi) * np.exp(-below(near * near))


ONE_AT_ZERO = ("exp", "erfc", "cos")
"""Functions with g(0) = 1, exactly, in every library."""

ELEMENTARY = {
    "exp": Elementary(np.exp, lambda low, high, near: np.exp(high)),
    "expm1": Elementary(np.expm1, lambda low, high, near: np.exp(high)),
    "log": Elementary(np.log, lambda low, high, near: _inverse(low)),
    "log1p": Elementary(np.log1p, lambda low, high, near: _inverse(below(1 + low))),
    "tanh": Elementary(np.tanh, lambda low, high, near: np.cosh(near) ** -2),
    "erf": Elementary(FLOAT.erf, lambda low, high, near: _normal_slope(near)),
    # e^−x² with x² rounded is e^−t² for a t within u|x| of x
    "erfc": Elementary(FLOAT.erfc, lambda low, high, near: _normal_slope(near), moved=1),
    "sqrt": Elementary(np.sqrt, lambda low, high, near: _inverse(2 * np.sqrt(np.maximum(low, 0)))),
    "sin": Elementary(np.sin, _near_the_ends(np.cos)),
    "cos": Elementary(np.cos, _near_the_ends(np.sin)),
    "atan": Elementary(np.arctan, lambda low, high, near: 1 / (1 + near * near)),
    # a(1 − a) = 1 / (4 cosh²(z/2))
    "sigmoid": Elementary(FLOAT.sigmoid, lambda low, high, near: np.cosh(near / 2) ** -2 / 4),
}
