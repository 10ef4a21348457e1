"""The certified truth at points where the ball is infinite, at ±∞ and at NaN: whether it is finite."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import Ball, Precision
from nablacheck.reference.arithmetic.certified import Certified

Array = np.ndarray[Any, Any]
XP = Certified(400)
BEYOND = 2000
"""2^2000 is beyond the largest number of every format."""


def beyond_balls(
    ball: Ball, given: Array, z: Array, beside: Array, truth: Callable[[Array, Array], Array], derived: bool
) -> tuple[Array, Ball]:
    """The points to compare, and their balls: those of the truth where the ball says nothing of a NaN or an infinity.

    `truth` takes arguments and the cotangents `beside` them.
    A NaN stays one, save in a derivative; at ±∞ an infinity is right where the truth leaves the format.
    """
    p = ball.model.precision
    asked = np.isinf(z) | (np.isfinite(z) & np.isinf(ball.rad) & ~np.isfinite(given))
    mid, rad = np.array(ball.mid), np.array(np.broadcast_to(ball.rad, ball.shape))
    mid[asked], rad[asked] = _certified(z[asked], beside[asked], truth, p)
    mid[np.isnan(z)], rad[np.isnan(z)] = math.nan, 0.0
    with np.errstate(invalid="ignore"):
        right = (mid == given) | (abs(mid - given) <= rad) | (np.isnan(mid) & np.isnan(given))
    known_to_overflow = asked & np.isinf(mid) & np.isfinite(z)
    rad[known_to_overflow], mid[known_to_overflow] = math.inf, 0.0
    kept = np.flatnonzero(np.isfinite(z) | (~right & ~(np.isnan(z) & derived) & ~np.isinf(rad)))
    return kept, Ball(mid, rad, ball.size, ball.model)[kept]


def far(z: Array) -> Any:
    """The arguments in certified arithmetic, in which ±∞ is ±2^2000."""
    numbers: Any = XP.lift(np.where(np.isinf(z), np.sign(z), z))
    for _ in range(BEYOND // 1000):
        numbers = numbers * np.where(np.isinf(z), 2.0**1000, 1.0)
    return numbers


def _certified(z: Array, beside: Array, truth: Callable[[Array, Array], Array], p: Precision) -> tuple[Array, Array]:
    """The truth as the format has it: beyond the largest number it is an infinity; an infinite radius knows nothing."""
    if not z.size:
        return z, z
    with XP.working():
        enclosures = truth(far(z), beside)
        mid = np.array([float(e.mid()) if e.is_finite() else 0.0 for e in enclosures])
        rad = np.array([float(e.rad()) if e.is_finite() else math.inf for e in enclosures])
    rad = np.where(np.isfinite(rad), rad + 2 * p.u * abs(mid) + p.eta, math.inf)
    beyond = abs(mid) > p.largest
    return np.where(beyond & np.isfinite(rad) | np.isinf(mid), np.copysign(math.inf, mid), mid), np.where(beyond, 0.0, rad)
