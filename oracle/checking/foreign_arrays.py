"""Arrays of whoever made them, PyTorch, JAX or a user's own, as NumPy's: by what they can do, without importing anything."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


STEPS = (("detach",), ("cpu",), ("to_dense", "toarray", "todense"), ("resolve_conj",), ("resolve_neg",))
"""What is called of an array on its way to NumPy's, the first that it has of each: off the tape, here, with the zeros in it."""


class MaskedEntries(ValueError):
    """Entries of an array that its maker hides, whose numbers stand for nothing."""


def as_numpy(value: Any) -> Array:
    """An array of numbers, of a tensor on a tape or on another device too, and of lists of those; ValueError where none.

    MaskedEntries where some of them are hidden.
    """
    if np.ma.is_masked(value):
        raise MaskedEntries("it has masked entries")
    if isinstance(value, list | tuple):
        return np.asarray([part if isinstance(part, int | float) else as_numpy(part) for part in value])
    for ways in STEPS:
        steps = (getattr(value, method, None) for method in ways if not isinstance(value, np.ndarray))
        if step := next(filter(callable, steps), None):
            value = step()
    array = np.asarray(_in_a_dtype_of_numpy(value))
    # a format that NumPy does not have, as JAX's bfloat16, is held by float32
    return array.astype(np.float32) if array.dtype.kind == "V" and not array.dtype.names else array


def is_whole(array: Array) -> bool:
    """Whether an array is of whole numbers, or of yes and no; that is read as floats wherever it comes."""
    return array.dtype.kind in "iub"


def said_of_whole(name: str, dtype: Any) -> str:
    """What to say of a gradient that came so, and is not 0."""
    return f"{name} came as {dtype}, in which nothing behind a point is left; give floats"


def _in_a_dtype_of_numpy(value: Any) -> Any:
    """A tensor whose format NumPy does not have, widened to float32, which holds it."""
    if not callable(getattr(value, "numpy", None)) or isinstance(value, np.ndarray):
        return value
    try:
        return value.numpy()
    except TypeError:
        return value.float().numpy()


def leaves(value: Any, name: str) -> Any:
    """The attribute of an array as a whole, where it has one, else of every number in nested lists and arrays of objects."""
    if isinstance(value, list | tuple):
        return [leaves(part, name) for part in value]
    if isinstance(value, np.ndarray) and value.dtype == object:
        return [leaves(part, name) for part in value] if value.ndim else leaves(value.item(), name)
    return getattr(value, name, None)
