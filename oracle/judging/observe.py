"""Calling an adapter: with copies, draw by draw, and with an eye on what it promises besides the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nablacheck.oracle.judging.claimed_input import not_its_input
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.errors import InputError
from nablacheck.reference.foreign_code import Escaped, contained
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.network import Network
from nablacheck.reference.own_formulas import BrokenFormula
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]
Function = Callable[[Problem], Any]


@dataclass(frozen=True, eq=False)
class Observation:
    """What came back, the promises that were broken, and the problem as the code left it, where it changed anything."""

    result: Gradient | None
    breaches: tuple[str, ...] = ()
    left: Problem | None = None


def observe(function: Function, problem: Problem) -> tuple[Gradient | None, tuple[str, ...]]:
    """What `function` returns for each draw, stacked along the leading axis, and the promises that it broke."""
    seen = observed(function, problem)
    return seen.result, seen.breaches


def observed(function: Function, problem: Problem, together: Function | None = None) -> Observation:
    """What `function` returns for each draw, stacked along the leading axis, and what else was noticed.

    `together` is a function that takes all draws in one call.
    """
    if problem.x.ndim == 2 or together:
        return _asked(together if together and problem.x.ndim > 2 else function, problem)
    return _together(_one_after_the_other(function, problem.draws()), _stacked, _stacked_problems)


def observed_one_by_one(function: Function, problem: Problem) -> Observation:
    """What `function` returns for each example by itself: ∇b^l as the columns (n_l, m), ∇w^l as (m, n_l, n_{l-1})."""
    return _together(_one_after_the_other(function, problem.examples()), _side_by_side, _batch_of)


def observed_tangents(
    tangents: Callable[[Problem, Array], Any] | None, problem: Problem, directions: Array
) -> tuple[Array | None, tuple[str, ...]]:
    """One number for each direction, (K,), and the promises that were broken on the way to them."""
    handed, along, given = problem.map(copy_with_strides), directions.copy(), np.zeros(0)
    with breaking() as breach:
        if tangents is None:
            raise InputError("has no tangents: give the adapter some, Adapter(…, tangents=…)")
        given = np.array(tangents(handed, along))
    if breach:
        return None, (*breach,)
    if given.shape != (len(directions),) or given.dtype.kind != "f":
        return None, (f"returned {given.dtype} of shape {given.shape}; it must be a real number for each of {len(directions)}",)
    changes = [*_changes(problem, handed), *(() if np.array_equal(along, directions) else ("changed the directions",))]
    if given.dtype != problem.dtype:
        changes.append(f"returned v·∇C as {given.dtype} for a problem in {problem.dtype}")
    return given, tuple(changes)


def judged(judge: Callable[[Problem], Verdict], problem: Problem, seen: Observation) -> Verdict:
    """The verdict on what was seen; numbers that are right for the input as the code left it break no equation."""
    verdict = judge(problem)
    if seen.left is None or not verdict.broken:
        return verdict
    as_left = judge(seen.left)
    return verdict if as_left.broken else replace(as_left, problem=problem)


def _one_after_the_other(function: Function, problems: Iterable[Problem]) -> list[Observation]:
    """The observations up to the first without a result."""
    seen: list[Observation] = []
    for problem in problems:
        seen.append(_asked(function, problem))
        if seen[-1].result is None:
            break
    return seen


def _asked(function: Function, problem: Problem) -> Observation:
    """One call, with copies; what comes back is copied too, since the code may write over it in its next call."""
    handed, result = problem.moved(copy_with_strides), None
    with breaking() as breach:
        result = function(handed)
        if not isinstance(result, Gradient):
            raise InputError(f"returned {type(result).__name__}; it must be a Gradient or a Trace")
        result.check(problem)
    if breach or not isinstance(result, Gradient):
        return Observation(None, (*breach,))
    changes = tuple(_changes(problem, handed))
    breaches = (*changes, *_dtypes(result, problem), *_input(result, handed))
    return Observation(result.map(np.array), breaches, _left(handed) if changes else None)


@contextmanager
def breaking() -> Iterator[list[str]]:
    """What an adapter does in place of returning, as the promise that it breaks; BrokenFormula is no doing of an adapter's."""
    breach: list[str] = []
    try:
        with contained(math.inf):
            yield breach
    except BrokenFormula:
        raise
    except (InputError, Escaped) as error:
        breach.append(str(error))
    except Exception as error:  # an adapter is foreign code: whatever it raises is a finding about it
        breach.append(f"raised {type(error).__name__}: {error}")


def copy_with_strides(array: Array) -> Array:
    """A copy in memory of its own with the same strides, gaps included."""
    if array.flags.forc and (plain := array.copy(order="K")).strides == array.strides:  # without gaps NumPy does the same
        return plain
    steps = [(n - 1) * s for n, s in zip(array.shape, array.strides, strict=True)]
    low, high = sum(s for s in steps if s < 0), sum(s for s in steps if s > 0)
    buffer = np.zeros(high - low + array.itemsize, dtype=np.uint8)
    copy = np.ndarray(array.shape, array.dtype, buffer.data, offset=-low, strides=array.strides)
    copy[...] = array
    return copy


def _changes(problem: Problem, handed: Problem) -> Iterator[str]:
    if _as_before(problem, handed):
        return
    after = handed.arrays
    for name, array in problem.arrays.items():
        if name not in after or not np.array_equal(array, after[name]):
            yield f"changed its input {name}"


def _as_before(problem: Problem, handed: Problem) -> bool:
    """Whether every array is as it was, at a glance; what changed is looked for by name."""
    before, after = problem.network, handed.network
    if before.w.keys() != after.w.keys() or before.b.keys() != after.b.keys():
        return False
    pairs = [(layers[l], left[l]) for layers, left in ((before.w, after.w), (before.b, after.b)) for l in layers]
    return all(np.array_equal(array, left) for array, left in (*pairs, (problem.x, handed.x), (problem.y, handed.y)))


def _left(handed: Problem) -> Problem | None:
    """The problem as the code left it; None where that is none any more."""
    try:
        return handed.map(np.array)
    except (KeyError, TypeError, ValueError):
        return None


def _dtypes(result: Gradient, problem: Problem) -> Iterator[str]:
    """A line for each dtype that is not that of the problem: a library that has but one dtype gets all of them wrong."""
    arrays = [array for layers in result.letters.values() for array in layers.values()]
    arrays += [] if isinstance(result.cost, float | None) else [result.cost]
    if all(isinstance(array, np.ndarray | np.generic) and array.dtype == problem.dtype for array in arrays):
        return
    of: dict[str, list[str]] = {}
    for name, layers in result.letters.items():
        found = {l: str(np.asarray(array).dtype) for l, array in layers.items()}
        for dtype in dict.fromkeys(found.values()):
            whole = {*found.values()} == {dtype}
            of.setdefault(dtype, []).extend([name] if whole else [f"{name}[{l}]" for l in found if found[l] == dtype])
    if not isinstance(result.cost, float | None):  # a Python number has no dtype that anybody chose
        of.setdefault(str(np.asarray(result.cost).dtype), []).append("the cost")
    right = of.pop(str(problem.dtype), [])
    for dtype, arrays in of.items():
        every = len(of) == 1 and not right and len(arrays) > 1
        yield f"returned {'everything' if every else ', '.join(arrays)} as {dtype} for a problem in {problem.dtype}"


def _input(result: Gradient, handed: Problem) -> Iterator[str]:
    """What is wrong with a^1, beside x as the code left it."""
    if isinstance(result, Trace):
        yield from not_its_input(result.a, handed.x)


def _together(
    seen: Sequence[Observation],
    join: Callable[[Sequence[Gradient]], Gradient],
    join_problems: Callable[[Sequence[Problem]], Problem | None],
) -> Observation:
    """Observations as one: every breach once, no result where one is missing."""
    breaches = tuple(dict.fromkeys(breach for part in seen for breach in part.breaches))
    results = [part.result for part in seen if part.result is not None]
    left = [part.left for part in seen if part.left is not None]
    return Observation(
        join(results) if len(results) == len(seen) else None,
        breaches,
        join_problems(left) if len(left) == len(seen) else None,
    )


def _stacked(results: Sequence[Gradient]) -> Gradient:
    kind = type(results[0])
    letters = {
        name: {l: np.stack([r.letters[name][l] for r in results]) for l in layers}
        for name, layers in results[0].letters.items()
    }
    costs = [r.cost for r in results if r.cost is not None]
    return kind(**letters, cost=np.stack(costs) if costs else None)


def _stacked_problems(problems: Sequence[Problem]) -> Problem:
    first = problems[0]
    w, b = (
        {l: np.stack([getattr(problem.network, letter)[l] for problem in problems]) for l in first.network.w} for letter in "wb"
    )
    network = Network(w, b, first.network.activations, first.network.cost)
    x, y = (np.stack([getattr(problem, letter) for problem in problems]) for letter in "xy")
    return replace(first, network=network, x=x, y=y)


def _side_by_side(singles: Sequence[Gradient]) -> Gradient:
    layers = sorted(singles[0].nabla_w)
    nabla_b = {l: np.concatenate([single.nabla_b[l] for single in singles], axis=-1) for l in layers}
    return Gradient(nabla_b, {l: np.stack([single.nabla_w[l] for single in singles]) for l in layers})


def _batch_of(examples: Sequence[Problem]) -> Problem | None:
    """Examples of one network as a batch; None where the network is not the same."""
    first = examples[0]
    for name, array in first.arrays.items():
        if name not in ("x", "y") and not all(np.array_equal(array, other.arrays[name]) for other in examples):
            return None
    x, y = (np.concatenate([getattr(example, letter) for example in examples], axis=-1) for letter in "xy")
    return replace(first, x=x, y=y)
