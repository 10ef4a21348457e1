"""The points of an audit: the same for every entry, on every machine."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nablacheck.reference.draws import Bits

Array = np.ndarray[Any, Any]

EIGHTHS = np.arange(-64, 65) / 8
"""From −8 to 8."""
POWERS = 2.0 ** np.array([-30, -20, -10, -5, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 28, 32, 36, 40])
"""Their negatives are points as well."""
ORDINARY = 2.0**10
"""As far as this a formula may not overflow in float64."""
REALS = 48


def reals(shape: tuple[int, ...]) -> Array:
    """Numbers between −4 and 4 with full mantissas."""
    return 8 * Bits(0).uniform(shape) - 4


def line(*also: float) -> Array:
    """Points of the real line in increasing order, with some more and points close to those on both sides."""
    near = [k + side * max(abs(k), 1) * 2.0**-10 for k in also for side in (-1, 0, 1)]
    return np.unique(np.concatenate([EIGHTHS, POWERS, -POWERS, reals((REALS,)), np.array(near)]))


def columns(rows: int, count: int) -> Array:
    """Columns of reals, a column of zeros, one that is large, one whose entries lie far apart."""
    z = reals((rows, count))
    return np.column_stack([z, np.zeros(rows), 8 * z[:, 0] + 512, np.linspace(-64, 64, rows)])


def within(domain: tuple[float, float], points: Array) -> Array:
    """The points that lie inside a domain, which are none of its ends; a bounded one is filled with 64ths and reals."""
    low, high = domain
    if math.isfinite(low) and math.isfinite(high):
        shares = np.concatenate([np.arange(1, 64) / 64, (reals((REALS,)) + 4) / 8])
        points = low + (high - low) * shares
    return np.unique(points[(points > low) & (points < high)])
