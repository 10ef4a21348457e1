"""Somebody's own function with its backward: a pair in NumPy, a torch.autograd.Function, a jax.custom_vjp, or a module.

`own_function` tells which it is and gives one way to call it, with NumPy's arrays.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from nablacheck.reference.errors import InputError, optional, unknown

Array = np.ndarray[Any, Any]
Answer = tuple[Array, ...]
"""a, the cotangent pulled back to z, and to each parameter."""
Pulled = Callable[[Array, Array, str, bool, Sequence[float]], Answer]
"""From z, the cotangent, the dtype, whether strides are to be kept, and the values of the parameters; numbers in float64."""
Changes = Callable[[Array, Array, str, Sequence[float]], tuple[str, ...]]
"""From z, the cotangent, the dtype and the parameters to the words of the arguments that are other numbers after the call."""
WORDS = ("z", "a", "above")
HOMES = {"torch": "torch_autograd", "jax": "jax_grad", "jaxlib": "jax_grad"}
"""The module that calls functions of a framework, by the package that their classes come from."""


def nothing_changes(z: Array, above: Array, dtype: str, parameters: Sequence[float]) -> tuple[str, ...]:
    """Of a framework whose arrays cannot be changed."""
    return ()


@dataclass(frozen=True)
class OwnFunction:
    """A function that can be called in some dtypes; `pieces` says that lengths and strides may run other code."""

    name: str
    pulled: Pulled
    dtypes: tuple[str, ...]
    pieces: bool
    framework: str
    changes: Changes = nothing_changes


def own_function(function: Any, framework: str = "", takes: str = "z above") -> OwnFunction:
    """The function as it is to be called; InputError for what is none, MissingFramework where that of `framework` is missing.

    `takes` has the arguments of the backward of a pair: z, a = σ(z), and above, what comes from the layer above; the parameters
    follow. One that does not take what comes from above gives σ′.
    """
    if framework and framework not in HOMES:
        raise unknown("framework", framework, ("torch", "jax"))
    if isinstance(function, list | tuple):
        return _of_pair(function, takes)
    if not callable(function):
        raise InputError(f"a function is wanted, or a pair (value, backward), and this is of type {type(function).__name__}.")
    home = framework or _package(function)
    if home not in HOMES:
        raise InputError(
            "nothing says how this function is differentiated: give a pair (value, backward), which is --backward "
            "MODULE:FUNCTION in the command, a torch.autograd.Function or a jax.custom_vjp; or say framework='torch' or 'jax', "
            "--framework in the command."
        )
    with optional(home, who="a function of {}"):
        module = import_module(f"nablacheck.adapters.{HOMES[home]}")
    name = getattr(function, "__name__", type(function).__name__)
    pulled, dtypes, pieces, changes = module.own(function)
    return OwnFunction(name, pulled, dtypes, pieces, home.removesuffix("lib"), changes)


def _package(function: Any) -> str:
    """The package that a class, or the class of an object, comes from, if it is a framework's."""
    kinds = inspect.getmro(function if isinstance(function, type) else type(function))
    packages = (kind.__module__.partition(".")[0] for kind in kinds)
    return next((package for package in packages if package in HOMES), "")


def _of_pair(pair: Sequence[Any], takes: str) -> OwnFunction:
    if len(pair) != 2 or not all(map(callable, pair)):
        raise InputError("a pair has two functions, (value, backward); here is something else.")
    words = takes.split()
    if not words or len(set(words)) < len(words) or not set(words) <= set(WORDS):
        raise InputError(f"takes is {takes!r}; it must be some of {' '.join(WORDS)}, each once.")
    value, backward = pair

    def answer(at: dict[str, Array], numbers: Sequence[Any], kept: Callable[[Array], Array]) -> Answer:
        """What the two give; the backward gets z and above as they are, and the value a copy of z."""
        a = value(kept(at["z"]), *numbers)
        given = {**at, "a": a}
        back = backward(*(given[word] for word in words), *numbers)
        parts = list(back) if numbers else [back]
        if "above" not in words:
            parts = [None if part is None else part * at["above"] for part in parts]
            parts[1:] = [part.sum() for part in parts[1:]]
        return (a, *parts)

    def handed(z: Array, above: Array, dtype: str, strided: bool, parameters: Sequence[float]) -> tuple[Any, Any]:
        at = {word: _kept(array, dtype, strided) for word, array in (("z", z), ("above", above))}
        return at, [np.dtype(dtype).type(number) for number in parameters]

    def pulled(z: Array, above: Array, dtype: str, strided: bool, parameters: Sequence[float]) -> Answer:
        return answer(*handed(z, above, dtype, strided, parameters), lambda z: z.copy(order="K"))

    def changes(z: Array, above: Array, dtype: str, parameters: Sequence[float]) -> tuple[str, ...]:
        at, numbers = handed(z, above, dtype, False, parameters)
        before = {word: array.copy() for word, array in at.items()}
        answer(at, numbers, lambda z: z)
        return tuple(word for word in at if not np.array_equal(at[word], before[word], equal_nan=True))

    return OwnFunction(getattr(value, "__name__", "value"), pulled, ("float16", "float32", "float64"), True, "numpy", changes)


def _kept(array: Array, dtype: str, strided: bool) -> Array:
    """A copy in a dtype, with the strides of the array where these are asked for."""
    if not strided:
        return array.astype(dtype)
    size = np.dtype(dtype).itemsize
    strides = tuple(stride // array.itemsize * size for stride in array.strides)
    last = sum(stride // size * (length - 1) for stride, length in zip(strides, array.shape, strict=True))
    copy = np.lib.stride_tricks.as_strided(np.empty(last + 1, dtype), array.shape, strides)
    copy[...] = array
    return copy
