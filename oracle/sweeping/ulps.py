"""How far numbers are from the truth, in units in the last place of the truth: what vendors keep budgets in.

The truth is the formula in float64 where its ball there is narrow beside such a unit, and else in certified arithmetic. The
unit is asked of normal numbers alone: what a format flushes to zero may be any number of units off.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from nablacheck.oracle.generating.overflow import XP
from nablacheck.oracle.judging.single_functions import Text
from nablacheck.reference.arithmetic import FLOAT64, Precision, balls, precision
from nablacheck.reference.costs import AnyEntry

Array = np.ndarray[Any, Any]
NARROW = 64
"""The ball in float64 has at most this part of a unit for a radius, or certified arithmetic is asked."""


def unit(x: Array, p: Precision) -> Array:
    """One unit in the last place of numbers of a format."""
    _, exponent = np.frexp(x)
    return np.asarray(np.maximum(np.ldexp(p.u, exponent), 2 * p.eta * p.u))


def in_ulps(
    entry: AnyEntry, text: Text, parts: Iterable[tuple[Array, Array, Array]], derived: bool, dtype: str
) -> tuple[Array, Array]:
    """The error of every number of the calls, flattened, and the unit that it is in: argument, what stands beside, answer.

    It is infinite for a NaN or an infinity in the place of a number, and NaN where the argument is not finite or the truth is
    no normal number.
    """
    calls = [_of_call(entry, text, at, beside, given, derived, dtype) for at, beside, given in parts]
    off, units = (np.concatenate([np.ravel(call[i]) for call in calls]) for i in (0, 1))
    return off, units


def _of_call(
    entry: AnyEntry, text: Text, at: Array, beside: Array, given: Array, derived: bool, dtype: str
) -> tuple[Array, Array]:
    p, xp = precision(dtype), balls(FLOAT64, "numpy")
    finite = np.isfinite(at).all(axis=0)
    with xp.working():
        ball = text(entry, at, beside, xp)[derived]
    truth, rad = np.array(ball.mid, dtype=np.float64), np.broadcast_to(ball.rad, ball.shape)
    distance = abs(given - truth)
    open_ = finite & np.atleast_2d(rad * NARROW > unit(truth, p)).any(axis=0)
    if open_.any():
        calls = at[:, open_], beside[:, open_], given[..., open_]
        truth[..., open_], distance[..., open_] = _certified(entry, text, *calls, derived)
    right = np.where(np.isinf(given), (given > 0) == (truth > 0), False) & (abs(truth) > p.largest)
    units = unit(np.clip(truth, -p.largest, p.largest), p)
    off = np.where(right, 0.0, np.where(np.isfinite(given), distance / units, math.inf))
    return np.where(finite & (abs(truth) >= p.eta) & ((abs(truth) <= p.largest) | right), off, math.nan), units


def _certified(entry: AnyEntry, text: Text, at: Array, beside: Array, given: Array, derived: bool) -> tuple[Array, Array]:
    """The truth, rounded, and how far from it the numbers are."""
    with XP.working():
        exact = text(entry, at, beside, XP)[derived]
        numbers: Any = XP.lift(np.where(np.isfinite(given), given, 0.0))
        apart = np.broadcast_to(np.asarray(exact - numbers, dtype=object), given.shape)
        rounded, distance = (
            np.array([_number(x) for x in np.ravel(np.broadcast_to(part, given.shape))]).reshape(given.shape)
            for part in (exact, apart)
        )
    return rounded, abs(distance)


def _number(x: Any) -> float:
    return float(x.mid()) if x.is_finite() else math.nan
