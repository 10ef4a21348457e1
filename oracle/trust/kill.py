"""What the judge makes of each fault, and of each correct case: counted, draw by draw.

Only a fault whose size is proven to be more than rounding can explain must be caught. If the correct number g lies in the
ball m ± r of its equation, then whatever is farther than r + |g − m| from g lies outside of it, in either direction. So a
change by more than that, in one entry at least, *exceeds the bound*; the ball is that of the correct numbers, from before the
fault. Smaller ones are counted apart, and so are changes of a number that a known defect has put outside; a fault that changes
no number is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Generic, TypeVar

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.oracle.trust.faults import Fault, collection
from nablacheck.oracle.trust.modes import MODES, TRACE, Mode, Place
from nablacheck.reference.arithmetic import FLOAT64
from nablacheck.reference.gradient import Trace
from nablacheck.reference.problem import Problem

Array = Any
Made = TypeVar("Made")
ROUNDED = 1 + FLOAT64.gamma(8)
"""More than the roundings in a change, in a bound, and in their comparison."""


def certain(c: Comparison) -> Array:
    """How far from the number given another one must be to lie outside the ball for certain: r + |g − m|"""
    return c.ball.rad + c.error


def exceeds(change: Array, c: Comparison) -> Array:
    """Where a change of a correct number is proven to lead out of the ball; NaN and infinity do, from any finite ball."""
    return ~(change <= certain(c) * ROUNDED) & np.isfinite(c.ball.rad) & c.inside


@dataclass
class Count:
    """Cases of one kind of fault: changed by it, proven to exceed the bound, and of these caught and named rightly.

    `hidden` were not caught because the wrong number, too, is within what a known defect of the framework can do, or because
    the formula that it is known to use decides nothing there. `smaller` are those that are not proven to exceed the bound, of
    which `smaller_caught` were caught nevertheless. `of_trace` are those that exceed the bound of a trace, of which
    `of_trace_caught` were caught.
    """

    faults: int = 0
    exceeding: int = 0
    caught: int = 0
    named: int = 0
    hidden: int = 0
    smaller: int = 0
    smaller_caught: int = 0
    of_trace: int = 0
    of_trace_caught: int = 0

    def add(self, sized: Sized[Any], outcome: Outcome) -> None:
        """Counts the draws of a fault."""
        caught, exceeding, of_trace = outcome.caught, sized.exceeding, sized.of_trace
        smaller = sized.changed & ~exceeding
        here = {
            "faults": sized.changed,
            "exceeding": exceeding,
            "caught": exceeding & caught,
            "named": exceeding & outcome.named,
            "hidden": exceeding & outcome.hidden,
            "smaller": smaller,
            "smaller_caught": smaller & caught,
            "of_trace": of_trace,
            "of_trace_caught": of_trace & caught,
        }
        for name, draws in here.items():
            setattr(self, name, getattr(self, name) + int(np.sum(draws)))

    def __add__(self, other: Count) -> Count:
        return Count(*(mine + theirs for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True)))


Key = tuple[str, str, str]
"""Mode, dtype, family."""


@dataclass
class Kills:
    """The counts by mode, dtype and family; correct cases and false alarms by adapter and dtype; what was missed."""

    counts: dict[Key, Count] = field(default_factory=dict)
    correct: dict[tuple[str, str], int] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    misnamed: list[str] = field(default_factory=list)

    def total(self, mode: str, dtype: str) -> Count:
        """All families of a mode in a dtype."""
        return sum((count for key, count in self.counts.items() if key[:2] == (mode, dtype)), Count())


def try_correct(problem: Problem, trace: Trace, adapter: Adapter, kills: Kills) -> dict[str, Verdict]:
    """Judges what a framework returned in every mode; each draw is a case."""
    verdicts = {mode.name: mode.judge(problem, trace, adapter) for mode in MODES if mode.shown(problem)}
    key = adapter.name, problem.dtype.name
    kills.correct[key] = kills.correct.get(key, 0) + len(problem.x)
    kills.alarms += [verdict.explain() for verdict in verdicts.values() if verdict.disagrees]
    return verdicts


Planting = Callable[[Problem, Trace, Adapter], Iterable[Fault]]
TOGETHER = 2**15
"""About so many weights are judged in one call, which for a small network spends its time on calling NumPy."""


def try_faults(
    problem: Problem, trace: Trace, adapter: Adapter, kills: Kills, plant: Planting = collection, together: int = TOGETHER
) -> None:
    """Judges every fault in the numbers of a framework; problem and trace have one leading axis, the draws."""
    clean = try_correct(problem, trace, adapter, kills)
    planted = iter(plant(problem, trace, adapter))
    at_once = max(1, together // sum(w.size for w in problem.network.w.values()))
    while faults := list(islice(planted, at_once)):
        for mode in MODES:
            if mode.shown(problem):
                sized = [_sized(fault, mode, clean) for fault in faults]
                _judge(problem, [each for each in sized if each.changed.any()], adapter, mode, kills)


@dataclass(frozen=True)
class Sized(Generic[Made]):
    """A fault, and in which draws it changed what is shown, exceeds the bound of that, and exceeds that of the trace."""

    fault: Made
    changed: Array
    exceeding: Array
    of_trace: Array


def _sized(fault: Fault, mode: Mode, clean: Mapping[str, Verdict]) -> Sized[Fault]:
    changed, exceeding = _size(fault, mode, clean[mode.name])
    of_trace = exceeding if mode is TRACE else changed & _size(fault, TRACE, clean[TRACE.name])[1]
    return Sized(fault, changed, exceeding, of_trace)


def _size(fault: Fault, mode: Mode, clean: Verdict) -> tuple[Array, Array]:
    """In which draws a fault changed what is shown where it must be seen first, and by more than the bound there."""
    place = mode.place(fault, clean.problem.network.L)
    changed = exceeding = np.zeros(len(clean.problem.x), dtype=bool)
    for c in clean.comparisons:
        if c.equation in mode.letters and place in (None, (c.equation, c.layer)):
            change = change_of(mode.numbers(c, fault.trace), c)
            changed, exceeding = changed | by_draw(change != 0), exceeding | by_draw(exceeds(change, c))
    return changed, exceeding


def _judge(problem: Problem, faults: Sequence[Sized[Fault]], adapter: Adapter, mode: Mode, kills: Kills) -> None:
    """Judges faults in one problem side by side, and counts what became of each."""
    if not faults:
        return
    verdict = mode.judge(*_side_by_side(problem, [sized.fault.trace for sized in faults]), adapter)
    places = [mode.place(sized.fault, problem.network.L) for sized in faults]
    for sized, outcome in zip(faults, Outcome.each(verdict, places), strict=True):
        fault = sized.fault
        kills.counts.setdefault((mode.name, problem.dtype.name, fault.family), Count()).add(sized, outcome)
        where = f"{mode.name}, {adapter.name}: {fault.says}, {fault.letter}, {problem}, draw"
        missed = sized.exceeding & ~outcome.caught & ~outcome.hidden
        misnamed = sized.exceeding & outcome.caught & ~outcome.named & ~outcome.known
        kills.missed += [f"{where} {d}" for d in np.flatnonzero(missed)]
        kills.misnamed += [f"{where} {d}" for d in np.flatnonzero(misnamed)]


def _side_by_side(problem: Problem, traces: Sequence[Trace]) -> tuple[Problem, Trace]:
    """Several traces of one problem as one trace with the draws of them all."""
    first = traces[0]
    letters = {
        name: {l: np.concatenate([trace.letters[name][l] for trace in traces]) for l in layers}
        for name, layers in first.letters.items()
    }
    cost = None if first.cost is None else np.concatenate([trace.cost for trace in traces])
    return problem.map(lambda array: np.concatenate([array] * len(traces))), replace(first, cost=cost, **letters)


@dataclass(frozen=True)
class Outcome:
    """What was said of a fault, draw by draw: caught, named rightly, in part explained by the ledger, or in part left open.

    Left open is what a known defect's formula decides nothing of: its ball is infinite then.
    """

    caught: Array
    named: Array
    known: Array
    left_open: Array

    @property
    def hidden(self) -> Array:
        """Where nothing is left that the ledger does not explain or leave open."""
        return (self.known | self.left_open) & ~self.caught

    @classmethod
    def each(cls, verdict: Verdict, places: Sequence[Place | None]) -> Iterator[Outcome]:
        """The outcomes of faults judged side by side; named rightly where the place of a fault, or any, broke first."""
        draws = len(verdict.problem.x)
        caught = named = known = left_open = np.zeros((len(places), draws // len(places)), dtype=bool)
        for c in verdict.comparisons:
            here = by_draw(c.unexplained).reshape(caught.shape)
            first = np.array([place in (None, (c.equation, c.layer)) for place in places])
            named = named | (here & ~caught & first[:, None])
            caught = caught | here
            known = known | by_draw(c.known & c.disagrees).reshape(caught.shape)
            left_open = left_open | by_draw(np.isinf(c.ball.rad) & np.ones_like(c.inside)).reshape(caught.shape)
        yield from (cls(*each) for each in zip(caught, named, known, left_open, strict=True))


def change_of(wrong: Array, c: Comparison) -> Array:
    """|wrong − right| in float64, which is NaN or infinite where one of them is; a NaN that stays NaN is no change."""
    with np.errstate(invalid="ignore"):
        change = abs(np.asarray(wrong, dtype=np.float64) - np.asarray(c.given, dtype=np.float64))
    return np.where(np.isnan(wrong) & np.isnan(c.given), 0.0, change)


def by_draw(entries: Array) -> Array:
    """Whether there is any in each draw, the first axis."""
    return np.reshape(entries, (len(entries), -1)).any(axis=-1)
