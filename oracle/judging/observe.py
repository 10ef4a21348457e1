"""Calling an adapter: with copies, draw by draw, and with an eye on what it promises besides the numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Gradient, Problem

Array = np.ndarray[Any, Any]


def observe(function: Callable[[Problem], Any], problem: Problem) -> tuple[Gradient | None, tuple[str, ...]]:
    """What `function` returns for each draw, stacked along the leading axis, and the promises that it broke."""
    breaches: dict[str, None] = {}
    results: list[Gradient] = []
    for draw in problem.draws():
        handed = draw.map(copy_with_strides)
        try:
            result = function(handed)
            if not isinstance(result, Gradient):
                return None, (f"returned {type(result).__name__}; it must be a Gradient or a Trace",)
            result.check(draw)
        except InputError as breach:
            return None, (str(breach),)
        except Exception as error:  # an adapter is foreign code: whatever it raises is a finding about it
            return None, (f"raised {type(error).__name__}: {error}",)
        breaches.update(dict.fromkeys(_changes(draw, handed)))
        breaches.update(dict.fromkeys(_dtypes(result, draw)))
        results.append(result)
    return (results[0] if problem.x.ndim == 2 else _stacked(results)), tuple(breaches)


def copy_with_strides(array: Array) -> Array:
    """A copy in memory of its own with the same strides, gaps included."""
    steps = [(n - 1) * s for n, s in zip(array.shape, array.strides, strict=True)]
    low, high = sum(s for s in steps if s < 0), sum(s for s in steps if s > 0)
    buffer = np.zeros(high - low + array.itemsize, dtype=np.uint8)
    copy = np.ndarray(array.shape, array.dtype, buffer.data, offset=-low, strides=array.strides)
    copy[...] = array
    return copy


def _changes(problem: Problem, handed: Problem) -> Iterator[str]:
    after = handed.arrays
    for name, array in problem.arrays.items():
        if not np.array_equal(array, after[name]):
            yield f"changed its input {name}"


def _dtypes(result: Gradient, problem: Problem) -> Iterator[str]:
    for name, layers in result.letters.items():
        for l, array in layers.items():
            if np.asarray(array).dtype != problem.dtype:
                yield f"returned {name}[{l}] as {np.asarray(array).dtype} for a problem in {problem.dtype}"


def _stacked(results: list[Gradient]) -> Gradient:
    kind = type(results[0])
    letters = {
        name: {l: np.stack([r.letters[name][l] for r in results]) for l in layers}
        for name, layers in results[0].letters.items()
    }
    costs = [r.cost for r in results if r.cost is not None]
    return kind(**letters, cost=np.stack(costs) if costs else None)
