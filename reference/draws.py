"""Random draws that are the same on every machine: raw bits, integer arithmetic and powers of two alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nablacheck.reference.errors import InputError

Array = np.ndarray[Any, Any]

UNIFORMS_OF_A_NORMAL = 12
"""The sum of twelve uniform numbers in [0, 1) has variance 12/12 = 1."""


class Bits:
    """Draws from the raw bits of a PCG64, whose stream NumPy guarantees; InputError unless every seed is an integer ≥ 0."""

    def __init__(self, *seed: int) -> None:
        for number in seed:
            whole(number, "seed", least=0)
        self._bits = np.random.PCG64([int(number) for number in seed])

    def shuffled(self, n: int) -> Array:
        """0, …, n − 1 in random order: the order of n numbers of 64 bits."""
        return np.asarray(np.argsort(self.raw((n,)), kind="stable"))

    def uniform(self, shape: tuple[int, ...]) -> Array:
        """Multiples of 2⁻⁴⁸ in [0, 1), in float64."""
        return np.asarray((self.raw(shape) >> np.uint64(16)).astype(np.float64)) * 2.0**-48

    def normal(self, shape: tuple[int, ...]) -> Array:
        """Mean 0 and variance 1, close to normal: the sum of twelve uniform numbers less 6, which is exact in float64."""
        return np.asarray(self.uniform((UNIFORMS_OF_A_NORMAL, *shape)).sum(axis=0) - UNIFORMS_OF_A_NORMAL / 2)

    def raw(self, shape: tuple[int, ...]) -> Array:
        """64 random bits each, as unsigned integers."""
        return np.asarray(self._bits.random_raw(math.prod(shape))).reshape(shape)


def whole(number: Any, name: str, least: int, most: int | None = None) -> int:
    """The number as an int; InputError unless it is an integer from `least` to `most`."""
    allowed = f"an integer of at least {least}" if most is None else f"an integer from {least} to {most}"
    integer = isinstance(number, int | np.integer) and not isinstance(number, bool)
    if not integer or number < least or (most is not None and number > most):
        raise InputError(f"{name} is {number!r}; it must be {allowed}.")
    return int(number)
