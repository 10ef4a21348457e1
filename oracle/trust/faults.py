"""The fault collection: a framework's own numbers with one fault in them, of every kind, in every letter, at every layer.

A fault is made in all draws of a problem at once, the leading axis of every array; each draw is a case of its own. A wrong δ
is carried on as code would: what is computed from it is computed from the wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.explaining.mistakes import catalogue
from nablacheck.oracle.judging.judges import ACTIVATION, BP1, BP2, BP3, BP4, WEIGHTED_INPUT
from nablacheck.reference.backprop import BOOK, Pass
from nablacheck.reference.gradient import Trace
from nablacheck.reference.problem import Problem

Array = Any

CATALOGUE, RELATIVE, ENTRY, LINES = "catalogue", "one entry, relative", "one entry, replaced", "rows and columns"
DTYPE, FACTOR, STALE, AXIS = "float32 in float64", "factors, 1/n missing", "stale", "wrong axis"
FAMILIES = (CATALOGUE, RELATIVE, ENTRY, LINES, DTYPE, FACTOR, STALE, AXIS)
ETA = 2.0**-3
"""The learning rate of the step after which BP2 reads the weights; where the cost is rescaled, so is the rate."""


@dataclass(frozen=True)
class Fault:
    """A trace with a fault: the letter and layer where it was made, and the equation that it breaks there."""

    family: str
    says: str
    letter: str
    layer: int
    equation: str
    trace: Trace


def collection(problem: Problem, trace: Trace, adapter: Adapter) -> Iterator[Fault]:
    """Every fault; problem and trace have one leading axis, the draws."""
    yield from mistakes(problem, trace, adapter)
    plant = Planter(problem, trace, adapter)
    for l in problem.network.w:
        for letter in LETTERS:
            for family, says, array in _wrong(getattr(trace, letter)[l], problem):
                yield plant(family, says, letter, l, array)


LETTERS = {"z": WEIGHTED_INPUT, "a": ACTIVATION, "delta": BP2, "nabla_b": BP3, "nabla_w": BP4}
"""The letters of a trace, each with the equation that defines it (BP1 at the output)."""


@dataclass(frozen=True)
class Planter:
    """Puts a wrong array in place of one letter at one layer of a trace."""

    problem: Problem
    trace: Trace
    adapter: Adapter

    def __call__(self, family: str, says: str, letter: str, l: int, array: Array) -> Fault:
        """The fault, with all that follows from a wrong δ."""
        equation = BP1 if letter == "delta" and l == self.problem.network.L else LETTERS[letter]
        if letter == "delta":
            wrong = self._onward(l, array)
        else:
            wrong = replace(self.trace, **{letter: {**getattr(self.trace, letter), l: array}})
        return Fault(family, f"{says} at layer {l}", letter, l, equation, wrong)

    def letters(self) -> Pass:
        """The letters of the trace, as an equation reads them."""
        t = Pass(self.problem, kinks=self.adapter.kinks)
        t.z, t.a, t.delta = dict(self.trace.z), {1: self.problem.x, **self.trace.a}, dict(self.trace.delta)
        return t

    def _onward(self, l: int, delta: Array) -> Trace:
        t = self.letters()
        with t.xp.working():
            t.delta[l] = delta
            for k in reversed(range(2, l)):
                t.delta[k] = BOOK.bp2(t, k)
            nabla_b = {k: BOOK.bp3(t, k) for k in range(2, l + 1)}
            nabla_w = {k: BOOK.bp4(t, k) for k in range(2, l + 1)}
        mine = self.trace
        return replace(mine, delta=t.delta, nabla_b={**mine.nabla_b, **nabla_b}, nabla_w={**mine.nabla_w, **nabla_w})


LETTER_OF = {BP1: "delta", BP2: "delta", BP3: "nabla_b", BP4: "nabla_w"}


def mistakes(problem: Problem, trace: Trace, adapter: Adapter) -> Iterator[Fault]:
    """Every mistake of the catalogue at every layer where it can be made."""
    L, plant = problem.network.L, Planter(problem, trace, adapter)
    where = {BP1: [L], BP2: range(2, L), BP3: range(2, L + 1), BP4: range(2, L + 1)}
    t = plant.letters()
    for mistake in catalogue(ETA / problem.scale):
        for l in where[mistake.equation]:
            if mistake.applies(t, l):
                letter = LETTER_OF[mistake.equation]
                right = getattr(trace, letter)[l]
                with t.xp.working():
                    wrong = np.broadcast_to(mistake.gives(t, l), right.shape).astype(right.dtype)
                yield plant(CATALOGUE, mistake.name, letter, l, wrong)


Wrong = Iterator[tuple[str, str, Array]]
"""Family, what is wrong, and the wrong array (draws, …)."""


def _wrong(array: Array, problem: Problem) -> Wrong:
    """Every fault of a single array."""
    yield from _entries(array)
    for axis, line in ((-2, "row"), (-1, "column")):
        if array.shape[axis] > 1:
            yield from ((LINES, f"a {line} {says}", wrong) for says, wrong in _lines(array, axis))
    if array.dtype == np.float64:
        yield DTYPE, "rounded to float32", array.astype(np.float32).astype(np.float64)
    for says, factor in (("n", problem.batch), ("2", 2), ("1/2", 1 / 2), ("-1", -1)):
        if factor != 1:
            yield FACTOR, f"times {says}", array * array.dtype.type(factor)
    if len(array) > 1:
        yield STALE, "of another draw", np.roll(array, 1, axis=0)
    if min(array.shape[-2:]) > 1:
        yield AXIS, "read column by column", array.mT.reshape(array.shape)
        yield AXIS, "in reverse order", array[..., ::-1]


def relative_errors(array: Array, exponents: Array, rank: str) -> Array:
    """One entry of each draw, the largest or the one in the middle, off by the relative error ±2^−exponent of that draw."""
    index = RANKS[rank](array)
    signs = np.where(np.arange(len(array)) % 2, -1, 1)
    factor = (1 + signs * 2.0**-exponents).astype(array.dtype)
    return put(array, index, take(array, index) * factor)


def _entries(array: Array) -> Wrong:
    bits = np.finfo(array.dtype).nmant + 1
    draws = np.arange(len(array))
    for rank, pick in RANKS.items():
        for first in range(0, bits + 3, len(array)):
            wrong = relative_errors(array, 1 + (draws + first) % (bits + 3), rank)
            yield RELATIVE, f"the {rank} entry off by a power of two", wrong
        index = pick(array)
        entry = take(array, index)
        for says, value in {"dropped": 0, "negated": -entry, "NaN": np.nan, "inf": np.inf}.items():
            yield ENTRY, f"the {rank} entry {says}", put(array, index, value)
    (large, middle) = (pick(array) for pick in RANKS.values())
    yield ENTRY, "two entries swapped", put(put(array, large, take(array, middle)), middle, take(array, large))


def _lines(array: Array, axis: int) -> Iterator[tuple[str, Array]]:
    """The row or column of the largest entry of each draw: zeroed, negated, swapped with the next one."""
    n = array.shape[axis]
    row, column = np.divmod(RANKS["largest"](array), array.shape[-1])
    hit = (row if axis == -2 else column)[:, None, None]
    here = np.arange(n).reshape((1, n, 1) if axis == -2 else (1, 1, n))
    mine, other = here == hit, here == (hit + 1) % n
    neighbour, back = np.roll(array, -1, axis=axis), np.roll(array, 1, axis=axis)
    yield "zeroed", np.where(mine, 0, array)
    yield "negated", np.where(mine, -array, array)
    yield "swapped with the next", np.where(mine, neighbour, np.where(other, back, array))


def _rank(array: Array, place: Callable[[int], int]) -> Array:
    flat = abs(array.reshape(len(array), -1))
    return np.argsort(flat, axis=-1, kind="stable")[:, place(flat.shape[-1])]


RANKS: dict[str, Callable[[Array], Array]] = {
    "largest": lambda array: _rank(array, lambda size: size - 1),
    "middle": lambda array: _rank(array, lambda size: size // 2),
}
"""For each draw, the place of one entry in the flattened array."""


def take(array: Array, index: Array) -> Array:
    """One entry of each draw."""
    return np.take_along_axis(array.reshape(len(array), -1), index[:, None], axis=-1)[:, 0]


def put(array: Array, index: Array, values: Array) -> Array:
    """A copy with one entry of each draw replaced; `values` are one for each draw, or one for all."""
    flat = array.reshape(len(array), -1).copy()
    np.put_along_axis(flat, index[:, None], np.broadcast_to(values, len(array)).astype(array.dtype)[:, None], axis=-1)
    return flat.reshape(array.shape)
