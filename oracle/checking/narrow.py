"""Whether numbers are all of a narrower format than the one that they came in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nablacheck.oracle.checking.claims import Judgement
from nablacheck.reference.arithmetic import PRECISIONS
from nablacheck.reference.arithmetic.precision import BFLOAT16

Array = np.ndarray[Any, Any]


def narrower(numbers: Sequence[Array], dtype: str) -> str:
    """The narrowest format below `dtype` that holds every number, unless all are whole; else nothing."""
    if not any(np.any(array != np.rint(array)) for array in numbers):
        return ""
    narrow = [name for name, p in PRECISIONS.items() if p.u > PRECISIONS[dtype].u]
    holds = (name for name in narrow if all(held(array, name) for array in numbers))
    return max(holds, key=lambda name: PRECISIONS[name].u, default="")


def held(array: Array, name: str) -> bool:
    """Whether a format has every number of an array; NaN, which is not equal to itself, is in none."""
    with np.errstate(over="ignore", invalid="ignore"):
        if name != BFLOAT16.name:
            return bool(np.array_equal(array, array.astype(name)))
        significand = np.frexp(array)[0] / BFLOAT16.u  # of 8 bits, which NumPy has no type for
        return held(array, "float32") and bool(np.array_equal(significand, np.rint(significand)))


def are_held(judgements: Sequence[Judgement], name: str, letter: str = "") -> bool:
    """Whether a format has each number of the gradients that came back, or of one letter of them; no of none."""
    for judgement in judgements:
        given = judgement.asked.given if judgement.asked else {}
        layers = [part for key, part in given.items() if isinstance(part, dict) and (not letter or key == letter)]
        arrays = [array for part in layers for array in part.values()]
        if not arrays or not all(held(array, name) for array in arrays):
            return False
    return bool(judgements)
