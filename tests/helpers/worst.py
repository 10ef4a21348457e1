"""Floats that are rounded as badly as the model allows, with signs drawn by chance or all the same: what enclosures must hold.

The arrays are float64, and every step is moved by all that `reference/arithmetic/precision.py` grants it in another
precision, which is so coarse that the rounding of float64 itself is nothing beside it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic.accuracy import accuracy
from nablacheck.reference.arithmetic.float import FLOAT
from nablacheck.reference.arithmetic.precision import FLOAT32

STEPS = (np.add, np.subtract, np.multiply, np.divide, np.true_divide)


class Moved(np.ndarray):
    """An array whose every step is moved by `xp`; a term that is exactly zero is added without a rounding."""

    xp: Any

    def __array_finalize__(self, of: Any) -> None:
        self.xp = getattr(of, "xp", None)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        plain = [np.asarray(x) for x in inputs]
        result = getattr(ufunc, method)(*plain, **named)
        if ufunc in STEPS and method == "__call__":
            result = self.xp.moved(self.xp.moved(result, 1), 1)
        elif ufunc is np.add and method == "reduce":
            along = {name: named[name] for name in ("axis", "keepdims")}
            result = self.xp.summed(result, abs(plain[0]).sum(**along), (plain[0] != 0).sum(**along))
        elif ufunc is np.matmul:
            terms = (plain[0] != 0).astype(float) @ (plain[1] != 0)
            result = self.xp.summed(result, abs(plain[0]) @ abs(plain[1]), terms)
        return self.xp.lift(result) if np.asarray(result).dtype == float else result

    def __pow__(self, p: Any) -> Any:
        return self.xp.pow(self, p)


class Worst:
    """The text of the equations in such floats; `sign` draws an array of signs of a shape."""

    name = "worst"

    def __init__(self, precision: Any, library: str, sign: Any) -> None:
        # less than all of it by what float64 rounds
        self.precision = replace(precision, u=precision.u * (1 - FLOAT32.u))
        self.accuracy, self.sign = accuracy(library, precision.name), sign
        for function in ("exp", "expm1", "log", "log1p", "tanh", "erf", "erfc", "sqrt", "sin", "cos", "atan", "sigmoid"):
            setattr(self, function, self._elementary(function))

    @property
    def pi(self) -> float:
        return float(np.pi * (1 + self.precision.u * self.sign(())))

    def moved(self, x: Any, units: float) -> Any:
        return x + units * self.precision.u * abs(x) * self.sign(np.shape(x))

    def summed(self, x: Any, absolute: Any, terms: int) -> Any:
        return x + self.precision.gamma(terms + 2) * absolute * self.sign(np.shape(x))

    def biased(self, product: Any, b: Any, terms: int) -> Any:
        """w a + b for a sum that began with b, which has met every rounding."""
        added, plain = np.asarray(product + b), np.asarray(b)
        return self.lift(added + self.precision.gamma(terms + 3) * abs(plain) * self.sign(plain.shape))

    def _elementary(self, name: str) -> Any:
        exact = {"exp": 1, "erfc": 1, "cos": 1}.get(name, 0)

        def apply(x: Any) -> Any:
            plain = np.asarray(x, dtype=float)
            value = np.asarray(getattr(FLOAT, name)(plain))
            rounded = self.moved(value, self.accuracy[name])
            return self.lift(np.where((plain == 0) & (value == exact), value, rounded))

        return apply

    def lift(self, array: Any) -> Any:
        moved = np.asarray(array, dtype=float).view(Moved)
        moved.xp = self
        return moved

    def pow(self, x: Any, p: Any) -> Any:
        if isinstance(p, int) and p >= 1:
            result = x
            for _ in range(p - 1):
                result = result * x
            return result
        value = np.power(np.asarray(x), float(p))
        return self.lift(value if p == 0 else self.moved(value, self.accuracy["pow"]))

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        return self.lift(np.where(condition, x, y))

    def maximum(self, x: Any, y: Any) -> Any:
        return self.lift(np.maximum(np.asarray(x), np.asarray(y)))

    def minimum(self, x: Any, y: Any) -> Any:
        return self.lift(np.minimum(np.asarray(x), np.asarray(y)))

    def max(self, x: Any, axis: int) -> Any:
        return self.lift(np.asarray(x).max(axis=axis, keepdims=True))

    def like(self, value: Any, z: Any) -> Any:
        return self.lift(np.broadcast_to(np.asarray(value, dtype=float), z.shape))

    def known(self, array: Any, other: Any) -> Any:
        return array

    def apart(self, formula: Any, z: Any) -> Any:
        return 1

    @contextmanager
    def working(self) -> Any:
        with np.errstate(all="ignore"):
            yield
