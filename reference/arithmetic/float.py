"""Floating-point arithmetic: NumPy arrays of any float dtype, BLAS for every product."""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import reduce
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic.erfc_table import erfc_from_table
from nablacheck.reference.arithmetic.types import Array, Scalar


def logistic(x: float) -> float:
    """1 / (1 + e^−x), of a number"""
    e = math.exp(-abs(x))
    return (1 if x >= 0 else e) / (1 + e)


OF_NUMBERS: Mapping[str, Callable[[float], float]] = {
    **{
        name: getattr(math, name)
        for name in ("exp", "expm1", "log", "log1p", "tanh", "erf", "erfc", "sqrt", "sin", "cos", "atan")
    },
    "sigmoid": logistic,
}
"""The elementary functions of numbers of Python."""


def of_either(name: str, of_arrays: Callable[[Any], Any]) -> Any:
    """An elementary function; of a number of Python it is a number of Python, which promotes no array."""
    of_numbers = OF_NUMBERS[name]

    def apply(x: Any) -> Any:
        return of_numbers(x) if isinstance(x, Scalar) else of_arrays(x)

    return staticmethod(apply)


REMEMBERED = 4
"""Arrays for which a function of the C library keeps what it gave: σ and σ′ of a layer ask it for the same ones."""
WORTH, MOST = 2**10, 2**20
"""From how many entries on, and up to how many, so that not much memory is taken."""


def entry_by_entry(
    function: Callable[[float], float], of_float32: Callable[[Array], Array] | None = None
) -> Callable[[Array], Array]:
    """A function of the C library, which NumPy does not have; of the last few arrays it is not computed again.

    `of_float32` computes it of arrays of that format at once.
    """
    given: tuple[tuple[Array, Array], ...] = ()

    def apply(x: Array) -> Array:
        nonlocal given
        if not WORTH <= x.size <= MOST:
            return computed(x)
        for before, result in given:
            if before.shape == x.shape and before.dtype == x.dtype and _the_same(before, x):
                return result.copy()
        result = computed(x)
        given = (*given[1 - REMEMBERED :], (x.copy(), result.copy()))  # copies: whoever has these may write over them
        return result

    def computed(x: Array) -> Array:
        if of_float32 and x.dtype == np.float32:
            return of_float32(x)
        # from an iterator, which makes no array of Python's numbers
        return np.fromiter(map(function, x.ravel().tolist()), x.dtype, x.size).reshape(x.shape)

    return apply


def _the_same(x: Array, y: Array) -> bool:
    """Whether arrays have the same numbers, of which −0 and 0 are two; NaN is none."""
    return bool((x == y).all() and (np.signbit(x) == np.signbit(y)).all())


def _sigmoid(x: Array) -> Array:
    """e^min(x, 0) / (1 + e^−|x|)"""
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-abs(x)))


class Float:
    """The text of the equations, run in the dtype of the arrays it is given."""

    name = "float"
    pi = math.pi
    exp = of_either("exp", np.exp)
    expm1 = of_either("expm1", np.expm1)
    log = of_either("log", np.log)
    log1p = of_either("log1p", np.log1p)
    tanh = of_either("tanh", np.tanh)
    erf = of_either("erf", entry_by_entry(math.erf))
    erfc = of_either("erfc", entry_by_entry(math.erfc, erfc_from_table))
    sqrt = of_either("sqrt", np.sqrt)
    sin = of_either("sin", np.sin)
    cos = of_either("cos", np.cos)
    atan = of_either("atan", np.arctan)
    sigmoid = of_either("sigmoid", _sigmoid)
    pow = staticmethod(operator.pow)
    where = staticmethod(np.where)
    maximum = staticmethod(np.maximum)
    minimum = staticmethod(np.minimum)

    @staticmethod
    def max(x: Array, axis: int) -> Array:
        """The largest entry along `axis`, which is kept: a shift, through which nobody takes a derivative."""
        return x.max(axis=axis, keepdims=True)

    @staticmethod
    def lift(array: Any) -> Array:
        """An array as it is: the floats of the problem are never promoted or copied."""
        return array

    @staticmethod
    def like(value: Any, z: Array) -> Array:
        """`value`, a number or an array, in the shape and dtype of `z`; what has both is not copied, unless it is z itself."""
        if value is not z and isinstance(value, np.ndarray) and value.shape == z.shape and value.dtype == z.dtype:
            return value
        return np.broadcast_to(np.asarray(value, dtype=z.dtype), z.shape)

    @staticmethod
    def known(array: Any, other: Callable[[], Any]) -> Any:
        """The array: a float is what it is."""
        return array

    @staticmethod
    def apart(formula: Callable[[Any, Any], Any], z: Any) -> Any:
        """1: nothing is computed twice."""
        return 1

    @staticmethod
    def added(parts: Sequence[Array], terms: Sequence[int]) -> Array:
        """Their sum, one after the other."""
        return reduce(operator.add, parts)

    @staticmethod
    def biased(product: Array, b: Array, terms: int) -> Array:
        """w a + b"""
        return product + b

    @staticmethod
    def working() -> AbstractContextManager[None]:
        """Overflow and division by zero give inf and NaN silently; the judge reports them."""
        return np.errstate(all="ignore")


FLOAT = Float()
