"""Floating-point arithmetic: NumPy arrays of any float dtype, BLAS for every product."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

Scalar = int | float


class Float:
    """The text of the equations, run in the dtype of the arrays it is given."""

    name = "float"
    pi = math.pi
    exp = staticmethod(np.exp)
    expm1 = staticmethod(np.expm1)
    log = staticmethod(np.log)
    log1p = staticmethod(np.log1p)
    tanh = staticmethod(np.tanh)
    where = staticmethod(np.where)
    maximum = staticmethod(np.maximum)
    minimum = staticmethod(np.minimum)

    @staticmethod
    def sqrt(x: Any) -> Any:
        """√x; of a Python number a Python number, which promotes no array."""
        return math.sqrt(x) if isinstance(x, Scalar) else np.sqrt(x)

    @staticmethod
    def erf(x: Any) -> Any:
        """erf(x), entry by entry through the C library (NumPy has none)."""
        return np.asarray(np.frompyfunc(math.erf, 1, 1)(x), dtype=x.dtype)

    @staticmethod
    def erfc(x: Any) -> Any:
        """erfc(x) = 1 − erf(x), which keeps its digits where erf(x) is close to 1."""
        return np.asarray(np.frompyfunc(math.erfc, 1, 1)(x), dtype=x.dtype)

    @staticmethod
    def max(x: Any, axis: int) -> Any:
        """The largest entry along `axis`, which is kept: a shift, through which nobody takes a derivative."""
        return x.max(axis=axis, keepdims=True)

    @staticmethod
    def lift(array: Any) -> Any:
        """An array as it is: the floats of the problem are never promoted or copied."""
        return array

    @staticmethod
    def like(value: Any, z: Any) -> Any:
        """`value`, a number or an array, in the shape and dtype of `z`."""
        return np.broadcast_to(np.asarray(value, dtype=z.dtype), z.shape)

    @staticmethod
    def known(array: Any, other: Callable[[], Any]) -> Any:
        """The array: a float is what it is."""
        return array

    @contextmanager
    def working(self) -> Iterator[None]:
        """Overflow and division by zero give inf and NaN silently; the judge reports them."""
        with np.errstate(all="ignore"):
            yield


FLOAT = Float()
