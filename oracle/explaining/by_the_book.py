"""What an equation gives by the book."""

from __future__ import annotations

from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Pass, output_error


def right(t: Pass, equation: str, l: int) -> Ball:
    """What the book says."""
    if equation == "BP1":
        return output_error(t)  # type: ignore[no-any-return]
    ball: Ball = getattr(BOOK, equation.lower())(t, l)
    return ball
