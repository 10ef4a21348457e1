"""The norm of what stands along an axis, or along two, and the root of its mean square."""

from __future__ import annotations

import math
from typing import Any

from nablacheck.reference.backprop import Pass

Array = Any
Axes = tuple[int, ...]


def norm(t: Pass, x: Array, axes: Axes) -> Array:
    """√(Σ x²) along the axes, which keep one entry each."""
    return t.xp.sqrt((x * x).sum(axis=axes, keepdims=True))


def root_mean_square(t: Pass, x: Array, axes: Axes) -> Array:
    """The same of the mean in place of the sum."""
    return norm(t, x, axes) / t.xp.sqrt(t.xp.lift(float(math.prod(x.shape[axis] for axis in axes))))
