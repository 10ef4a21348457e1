"""What a formula cannot be written with, a sentence each that says what to write instead.

A formula is computed for whole arrays, and in arithmetics whose numbers are not known exactly: of what Python and NumPy offer
for single numbers it takes what has a meaning in all of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

import numpy as np

from nablacheck.reference.errors import FormulaError

BRANCH = (
    "a formula is computed for whole arrays, of which a comparison is neither true nor false: use xp.where(condition, x, y) in "
    "place of if, xp.maximum and xp.minimum in place of max and min; conditions are joined by & and |, and ~ stands for not."
)
CONDITION = "xp.where chooses by a comparison of arrays, such as z > 0 or (z > 0) & ~(z > 1), and not by numbers or True."
NO_NUMBER = "a comparison is no number: write xp.where(z > 0, z, 0) in place of (z > 0) * z."
SUM = "a sum over a layer is z.sum(axis=-2, keepdims=True): sum needs axis=-2 and keepdims=True."
LARGEST = "the largest of a layer is xp.max(z, axis=-2): max needs axis=-2."
EXPONENT = (
    "the exponent of a power is a real number, as in z**2, z**-1 or xp.pow(z, 0.5), and not {}; "
    "x**y of two arrays is xp.exp(y * xp.log(x))."
)
ENTRIES = (
    "a formula is computed for all entries of an array at once and cannot pick or go through some of them: use "
    "z.sum(axis=-2, keepdims=True) and xp.max(z, axis=-2); z.shape[-2] is how many neurons a layer has."
)
NUMBER = (
    "a formula is computed for whole arrays, which are no numbers of Python: use the functions of xp in place of those of "
    "math, and neither float nor int."
)
MATRICES = "a formula has no products of matrices: it computes σ or C of one layer, and w a + b is none of its business."
REMAINDER = (
    "a formula cannot use %, // or rounding to whole numbers, which jump at every step; a few steps are written with xp.where."
)
NUMPY = (
    "a formula cannot use functions of NumPy, which know its arrays alone: use those of xp, xp.exp(z) in place of np.exp(z), "
    "and z.sum(axis=-2, keepdims=True)."
)
OVERWRITES = "a formula cannot write over the array it is given: write z = z + 1 in place of z += 1."


INSTEAD = {
    "sum": "z.sum(axis=-2, keepdims=True)",
    "mean": "z.sum(axis=-2, keepdims=True) / z.shape[-2]",
    "max": "xp.max(z, axis=-2)",
    "abs": "abs(z)",
    "clip": "xp.minimum(xp.maximum(z, low), high)",
    "power": "xp.pow(z, p)",
    "square": "z**2",
    "reciprocal": "1 / z",
    "arctan": "xp.atan(z)",
    "relu": "xp.maximum(z, 0)",
    "sinh": "(xp.exp(z) - xp.exp(-z)) / 2",
    "cosh": "(xp.exp(z) + xp.exp(-z)) / 2",
    "tan": "xp.sin(z) / xp.cos(z)",
    "exp2": "xp.exp(z * xp.log(2))",
    "log2": "xp.log(z) / xp.log(2)",
    "log10": "xp.log(z) / xp.log(10)",
    "zeros_like": "0 * z",
    "ones_like": "xp.like(1, z)",
    "full_like": "xp.like(number, z)",
    "sign": "xp.where(z > 0, 1, xp.where(z < 0, -1, 0))",
}
"""What to write for functions and methods that other libraries have."""


class MissingName(FormulaError, AttributeError):
    """A name that `xp` or an array does not have; also an AttributeError, so that `hasattr` says no."""


def _hint(name: str) -> str:
    return f"; write {INSTEAD[name]}." if name in INSTEAD else "."


def no_function(name: str, known: Iterable[str]) -> str:
    """What to say of a function that `xp` does not have."""
    return f"a formula cannot use xp.{name}; xp has {', '.join(known)} and pi{_hint(name)}"


def no_attribute(name: str) -> str:
    """What to say of an attribute that an array does not have."""
    return (
        f"a formula cannot use .{name} of an array, which has +, -, *, /, **, abs, comparisons, shape and "
        f"sum(axis=-2, keepdims=True){_hint(name)}"
    )


def refusal(sentence: str) -> Callable[..., NoReturn]:
    """A method that raises a sentence."""

    def refuse(*given: Any, **named: Any) -> NoReturn:
        raise FormulaError(sentence)

    return refuse


def exponent(given: Any) -> int | float:
    """The exponent of a power, a whole one as an integer; FormulaError unless it is a finite real number."""
    if isinstance(given, bool | np.bool_) or not isinstance(given, int | float | np.integer | np.floating):
        what = "another array" if hasattr(given, "shape") else f"of type {type(given).__name__}"
        raise FormulaError(EXPONENT.format(what))
    if not math.isfinite(given):
        raise FormulaError(EXPONENT.format(repr(float(given))))
    return int(given) if float(given).is_integer() else float(given)


class Whole:
    """What is computed with as a whole: it has no truth value, no entries and no value as a number of Python."""

    __bool__ = refusal(BRANCH)
    __len__ = __iter__ = __getitem__ = __contains__ = __reversed__ = refusal(ENTRIES)
    __float__ = __int__ = __index__ = __complex__ = refusal(NUMBER)
    __mod__ = __rmod__ = __floordiv__ = __rfloordiv__ = __divmod__ = __rdivmod__ = refusal(REMAINDER)
    __round__ = __trunc__ = __floor__ = __ceil__ = refusal(REMAINDER)
    __array__ = __array_function__ = refusal(NUMPY)
    __matmul__ = __rmatmul__ = refusal(MATRICES)
    __rpow__ = refusal(EXPONENT.format("an array"))


REFLECTED: Mapping[np.ufunc, str] = {
    np.add: "__radd__",
    np.subtract: "__rsub__",
    np.multiply: "__rmul__",
    np.divide: "__rtruediv__",
    np.matmul: "__rmatmul__",
    np.greater: "__lt__",
    np.less: "__gt__",
    np.greater_equal: "__le__",
    np.less_equal: "__ge__",
    np.equal: "__eq__",
    np.not_equal: "__ne__",
}
"""What is asked for by `array * other`, which NumPy takes for np.multiply(array, other)."""


class Carried(Whole):
    """A whole array with something beside it, which every operation carries along: `value` is the array."""

    __hash__ = None  # type: ignore[assignment]
    value: Any

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return self.value.shape  # type: ignore[no-any-return]

    @property
    def dtype(self) -> Any:
        """The dtype of the array."""
        return self.value.dtype

    def __getattr__(self, name: str) -> Any:
        raise MissingName(no_attribute(name))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        if method == "__call__" and ufunc in REFLECTED and inputs[1:] and inputs[1] is self:
            return getattr(self, REFLECTED[ufunc])(inputs[0])
        raise FormulaError(NUMPY)
