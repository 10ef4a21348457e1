"""The accuracy sheet of whoever computes single functions: the worst errors by function, derivative, format and segment."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.sweeping.sweeper import called, sweep
from nablacheck.oracle.sweeping.swept import Swept
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Precision, precision
from nablacheck.reference.costs import AnyEntry

Array = np.ndarray[Any, Any]
FAULT, LOST, KNOWN, WITHIN = "fault", "no digit right", "known", "within"
"""Outside of the bound; inside, and off by half of the number or more; a known defect; inside."""
OUTCOMES = (FAULT, LOST, KNOWN, WITHIN)
"""The worst first."""


@dataclass(frozen=True)
class Worst:
    """A largest error: how large it is, the argument, and what came from above, or NaN where nothing did."""

    error: float
    at: float
    above: float


@dataclass(frozen=True)
class SheetCell:
    """A function or its derivative in one format, on the arguments from `low` to `high`.

    `place` is that of the segment on the line, from 0; −1 has ±∞ and NaN. `ulps` is the largest error in units in the last
    place, of normal results; `of_bound` the largest in units of the derived bound. `fault_from` is how many ULP would have
    been a fault where that one is. NaN stands where nothing could be asked.
    """

    function: str
    derivative: bool
    dtype: str
    low: float
    high: float
    place: int
    numbers: int
    faults: int
    outcome: str
    ulps: Worst
    of_bound: Worst
    fault_from: float
    known: tuple[str, ...] = ()

    @property
    def segment(self) -> str:
        """The segment in words."""
        return "±∞ and NaN" if math.isnan(self.low) else f"{self.low:.3g} to {self.high:.3g}"


def edges(p: Precision) -> Array:
    """Where segments end: subnormal, tiny, small, ordinary and large numbers, and where e^z leaves the format; both signs."""
    positive = np.array([p.eta, p.u, 1 / 8, 1.0, 8.0, math.log(p.largest), math.inf])
    return np.concatenate([-positive[::-1], positive])


def cells(entry: AnyEntry, adapter: Adapter, dtype: str) -> Iterator[SheetCell]:
    """The sheet of one function of an adapter in one format; NotImplementedError where it has none."""
    adapter = _with_its_kinks(entry, adapter, dtype)
    for swept in sweep(entry, adapter, dtype, ulps=True):
        ends = edges(precision(dtype))
        for place, (low, high) in enumerate(pairwise(ends.tolist())):
            inside = (swept.at >= low) & (swept.at < high) if low >= 0 else (swept.at > low) & (swept.at <= high)
            inside |= (low < 0 < high) & (abs(swept.at) < high)
            yield from _cell(swept, (low, high, place), inside & np.isfinite(swept.at))
        yield from _cell(swept, (math.nan, math.nan, -1), ~np.isfinite(swept.at))


def _cell(swept: Swept, segment: tuple[float, float, int], inside: Array) -> Iterator[SheetCell]:
    if not inside.any():
        return
    c = swept.comparison
    with np.errstate(all="ignore"):
        rad = np.broadcast_to(c.ball.rad, c.ball.shape)[inside]
        ratio, off, units = (np.asarray(part)[inside] for part in (c.error_over_bound, swept.ulps, swept.units))
        off = np.where(np.isinf(rad), math.nan, off)  # a step may overflow: nothing is known
        lost = off * 2 * c.ball.model.precision.u >= 1
    unexplained, known = np.asarray(c.unexplained)[inside], np.broadcast_to(c.known, c.ball.shape)[inside]
    ratio_of = np.where(unexplained if unexplained.any() else ~known, ratio, math.nan)
    outcome = FAULT if unexplained.any() else LOST if (lost & ~known).any() else KNOWN if known.any() else WITHIN
    at, above = swept.at[inside], swept.beside[inside] if swept.beside.size else np.full(inside.sum(), math.nan)
    of_bound, place = _worst(ratio_of, at, above)
    yield SheetCell(
        swept.function,
        swept.derivative,
        swept.dtype,
        *segment,
        int(inside.sum()),
        int(unexplained.sum()),
        outcome,
        _worst(off, at, above)[0],
        of_bound,
        math.nan if math.isnan(of_bound.error) else float(rad[place] / units[place]),
        tuple(dict.fromkeys(defect.says for defect in swept.shows if defect.within(at[known], swept.dtype).any())),
    )


def _worst(errors: Array, at: Array, above: Array) -> tuple[Worst, int]:
    """The largest error, NaN aside, with its place; of equal ones that at the smallest argument, where 1 comes from above."""
    if np.isnan(errors).all():
        return Worst(math.nan, math.nan, math.nan), 0
    order = np.lexsort((abs(at), above != 1, -np.where(np.isnan(errors), -1.0, errors)))
    i = int(order[0])
    return Worst(float(errors[i]), float(at[i]), float(above[i])), i


def _with_its_kinks(entry: AnyEntry, adapter: Adapter, dtype: str) -> Adapter:
    """The adapter with what it takes at the kinks of an activation of which it declares nothing, if that is a choice at all."""
    if not isinstance(entry, Activation) or entry.prime is None or not entry.kinks or entry.family in adapter.kinks:
        return adapter
    points = np.array([float(kink) for kink in entry.kinks])
    taken = called(entry, adapter, dtype, points, np.ones(points.shape))[1]
    chosen = {
        float(kink): value
        for (kink, sides), value in zip(entry.kinks.items(), taken.tolist(), strict=True)
        if min(sides) <= value <= max(sides)
    }
    return replace(adapter, kinks={**adapter.kinks, entry.family: chosen})


@dataclass(frozen=True)
class Sheet:
    """All cells of an adapter, and which functions it does not have in which format."""

    adapter: str
    cells: Sequence[SheetCell]
    absent: Sequence[str]

    @property
    def faults(self) -> int:
        """The number of cells with a fault."""
        return sum(cell.outcome == FAULT for cell in self.cells)
