"""What every array that is handed over must be: a matrix of real, finite floating-point numbers, all in one dtype."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from typing import Any, TypeVar

import numpy as np

from nablacheck.reference.errors import InputError, a_kind
from nablacheck.reference.quoting import raised, shown

T = TypeVar("T")


def checked_array(name: str, given: Any) -> np.ndarray[Any, Any]:
    """A matrix of finite floats, whose name is for messages; InputError where it is none."""
    check_no_mask(name, given)
    try:
        array: np.ndarray[Any, Any] = np.asarray(given)
    except Exception as error:  # of foreign classes, or of lists of several lengths
        raise InputError(f"{name} is {a_kind(given)}, of which NumPy makes no array: {raised(error)}") from error
    if array.dtype.kind != "f":
        raise InputError(
            f"{name} has dtype {array.dtype}; allowed are real floating-point arrays: convert it, "
            f"for instance with {name}.astype(np.float64)."
        )
    if array.ndim < 2:
        raise InputError(f"{name} has shape {array.shape}; it must be a matrix, with examples in columns.")
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise InputError(f"{name}{list(where)} is {array[where]}; every number must be finite.")
    return array


def check_no_mask(name: str, given: Any) -> None:
    """InputError where an array hides entries, whose numbers stand for nothing."""
    if np.ma.is_masked(given):
        raise InputError(f"{name} has masked entries; there must be a number in each: fill them, or leave the examples out.")


def check_same_dtype(arrays: Mapping[str, np.ndarray[Any, Any]]) -> None:
    """InputError unless all arrays have the dtype of the first."""
    (first, reference), *others = arrays.items()
    for name, array in others:
        if array.dtype != reference.dtype:
            raise InputError(
                f"{name} is {array.dtype} but {first} is {reference.dtype}; "
                f"one dtype is allowed in a problem: convert one of them with .astype."
            )


def check_scale(scale: Any) -> None:
    """InputError unless the scale of a cost is a finite number other than 0."""
    if isinstance(scale, bool) or not isinstance(scale, Real) or not math.isfinite(scale) or scale == 0:
        raise InputError(f"scale is {shown(scale)}; it must be a finite number other than 0.")


def check_returned(name: str, array: Any, shape: tuple[int, ...]) -> None:
    """InputError unless what was returned is an array of real floats in this shape."""
    if type(array) is np.ndarray and array.dtype.kind == "f" and array.shape == shape:  # as nearly always
        return
    if array is None:
        raise InputError(f"returned {name} as None; it must be an array of floats of shape {shape}")
    given = as_array(f"returned {name}", array)
    if given.dtype.kind != "f":
        raise InputError(f"returned {name} as {given.dtype}; allowed are real floating-point numbers")
    if given.shape != shape:
        raise InputError(f"returned {name} with shape {given.shape}; it must be {shape}")


def as_array(what: str, value: Any) -> np.ndarray[Any, Any]:
    """An array of whatever NumPy makes one of; InputError, which begins with `what`, where it makes none or has no number."""
    if np.ma.is_masked(value):
        raise InputError(f"{what} with masked entries; there must be a number in each")
    try:
        return np.asarray(value)
    except Exception as error:  # whatever makes an array of it is foreign code, and has its own dtypes
        said = raised(error).rstrip(".")
        raise InputError(f"{what} as {a_kind(value)}, of which NumPy makes no array: {said}") from error


def unchecked(of: T, **fields: Any) -> T:
    """The same with other `fields`, of which it is known that they fit."""
    new = object.__new__(type(of))
    new.__dict__.update({**of.__dict__, **fields})
    return new


def interval(domain: tuple[float, float]) -> str:
    """The numbers from the first to the second, as a message writes them."""
    left = "(-∞" if domain[0] == -math.inf else f"[{domain[0]:g}"
    right = "∞)" if domain[1] == math.inf else f"{domain[1]:g}]"
    return f"{left}, {right}"
