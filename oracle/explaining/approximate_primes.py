"""σ′(z^l) as it is roughly: rounded, cast to a narrower format, or a quotient of differences."""

from __future__ import annotations

from typing import Any

import numpy as np

from nablacheck.oracle.explaining.evaluated import own_value
from nablacheck.oracle.explaining.parts import DECIMALS, WrongPart, bent, cast, elementwise, rounded, to_decimals
from nablacheck.reference.backprop import Pass

Array = Any


def _rounded(decimals: int) -> WrongPart:
    return WrongPart(
        f"sigma prime rounded to {decimals}",
        f"σ′(z^{{l}}) is rounded {to_decimals(decimals)}",
        lambda t, l: rounded(t.prime(l), decimals),
        elementwise,
    )


def _through(dtype: str) -> WrongPart:
    return WrongPart(
        f"sigma prime in {dtype}",
        f"σ′(z^{{l}}) passes through {dtype}: cast nothing, or declare dtype={dtype}",
        lambda t, l: cast(t.prime(l), dtype),
        lambda t, l: elementwise(t, l) and np.dtype(dtype).itemsize < t.problem.dtype.itemsize,
    )


def _of_differences(decimals: int, sides: int) -> WrongPart:
    """σ′ as a quotient of differences, with a step of 1/10, 1/100 and so on, to both sides or to one."""

    def gives(t: Pass, l: int) -> Array:
        z, h = t.z[l], t.xp.lift(1 / 10**decimals)
        below = z - h if sides == 2 else z
        return (own_value(t, l, z + h) - own_value(t, l, below)) / (h * sides)

    h = f"{1 / 10**decimals:g}"
    says = f"(σ(z + h) − σ(z − h))/2h with h = {h}" if sides == 2 else f"(σ(z + h) − σ(z))/h with h = {h}"
    return WrongPart(f"difference quotient {h}, {sides}", f"σ′(z^{{l}}) is a difference quotient, {says}", gives, bent)


SHARP = 6
"""Of the steps of a quotient so many; with smaller ones the rounding of σ is all that is seen, and it may be any rounding."""
APPROXIMATE_PRIMES: tuple[WrongPart, ...] = (
    *map(_rounded, DECIMALS),
    *map(_through, ("float32", "float16")),
    *(_of_differences(decimals, sides) for decimals in DECIMALS[:SHARP] for sides in (2, 1)),
)
