"""What the next equation may have read in place of the numbers that were given: before they were rounded, or once more."""

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


def once_more(given: Any, ball: Ball) -> Ball:
    """Every number that rounding may give when the equation is computed a second time; where they are wrong, the ones given.

    A compiler may compute an array once to return it and once more inside of the loop that reads it, in another order of its
    steps. Where terms cancel, the two differ by more than a rounding; both are in the ball of the equation.
    """
    xp, inside = ball.model, abs(np.asarray(given, np.float64) - ball.mid) <= ball.rad
    read = xp.lift(given)
    return Ball(np.where(inside, ball.mid, read.mid), np.where(inside, ball.rad, read.rad), read.size, xp)
