"""erfc of float32 arrays, which NumPy does not have: from a table in float64, by Taylor's formula around the nearest node.

With g(x) = 2/√π e^(−x²) and the polynomials of Hermite, erfc(n + h) is

    erfc(n) − g(n) h (1 − n h + (4n² − 2) h²/6 − (8n³ − 12n) h³/24 + (16n⁴ − 48n² + 12) h⁴/120) + R.

Nodes lie 1/256 apart, so |h| ≤ 1/512, and |R| ≤ |H_5(x)| g(x) h⁶/720 is less than 1e-11 erfc(x) up to x = 10.25, where float32
has underflowed: that is a thousandth of its roundings. What is added up is rounded to float32 once.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = Any
LOW, HIGH, NODES = -4.5, 10.25, 256
"""Below, erfc is 2 in float32, and above it is 0; so many nodes between two whole numbers."""


def _coefficients() -> tuple[Array, ...]:
    """Those of 1, h, …, h⁵, a number for each node."""
    n = LOW + np.arange(round((HIGH - LOW) * NODES) + 1) / NODES
    g = 2 / math.sqrt(math.pi) * np.exp(-n * n)
    hermite = (1, -n, (4 * n**2 - 2) / 6, -(8 * n**3 - 12 * n) / 24, (16 * n**4 - 48 * n**2 + 12) / 120)
    return np.array([math.erfc(node) for node in n]), *(-g * polynomial for polynomial in hermite)


TAYLOR = _coefficients()


def erfc_from_table(x: Array) -> Array:
    """erfc(x) of an array of float32, rounded once more than float64 would; NaN stays NaN."""
    h = np.clip(x.astype(np.float64), LOW, HIGH)
    h -= LOW
    h *= NODES
    nearest = np.rint(h)
    h -= nearest
    h /= NODES
    with np.errstate(invalid="ignore"):  # of NaN any node will do
        node = nearest.astype(np.intp)
    total = TAYLOR[-1].take(node, mode="clip")
    for coefficient in TAYLOR[-2::-1]:
        total *= h
        total += coefficient.take(node, mode="clip")
    return total.astype(x.dtype)
