"""What was rounded to the numbers that were given: the next equation may have read it before."""

from __future__ import annotations

from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import Ball


def before_rounding(given: Any, ball: Ball) -> Ball:
    """Every number that is rounded to the ones given, where `ball` is what the equation of them says.

    A factor may come last: then ∇b is δ times that, and rounded, or lost where it underflows. What the equation says is
    exactly zero was zero before.
    """
    xp = ball.model
    read = xp.unrounded(xp.lift(given))
    zero = (ball.mid == 0) & (ball.rad == 0) & (read.mid == 0)
    return Ball(read.mid, np.where(zero, 0.0, read.rad), read.size, xp)
