"""What the judge makes of each fault, and of each correct case: counted, draw by draw.

Only a fault whose size is proven to be more than rounding can explain must be caught. If the correct number g lies in the
ball m ± r of its equation, then whatever is farther than r + |g − m| from g lies outside of it, in either direction. So a
change by more than that, in one entry at least, *exceeds the bound*; the ball is that of the correct numbers, from before the
fault. Smaller ones are counted apart, and a fault that changes no number is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judge import NABLA_B, judge_gradient, judge_trace
from nablacheck.oracle.trust.faults import Fault, collection
from nablacheck.oracle.verdict import Comparison, Verdict
from nablacheck.reference.arithmetic import FLOAT64
from nablacheck.reference.network import Gradient, Problem, Trace

Array = Any
TRACE, GRADIENT = "trace", "gradients alone"
ROUNDED = 1 + FLOAT64.gamma(8)
"""More than the roundings in a change, in a bound, and in their comparison."""


def certain(c: Comparison) -> Array:
    """How far from the number given another one must be to lie outside the ball for certain: r + |g − m|"""
    return c.ball.rad + c.error


def exceeds(change: Array, c: Comparison) -> Array:
    """Where a change of the numbers given is proven to lead out of the ball; NaN and infinity do, from any finite ball."""
    return ~(change <= certain(c) * ROUNDED) & np.isfinite(c.ball.rad)


@dataclass
class Count:
    """Cases of one kind of fault: changed by it, proven to exceed the bound, and of these caught and named rightly.

    `hidden` were not caught because the wrong number, too, is within what a known defect of the framework can do. `smaller`
    are those that are not proven to exceed the bound, of which `smaller_caught` were caught nevertheless. `of_trace` are those
    that exceed the bound of a trace, of which `of_trace_caught` were caught.
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

    def add(self, changed: Array, exceeding: Array, of_trace: Array, outcome: Outcome) -> None:
        """Counts the draws of a fault."""
        caught, smaller = outcome.caught, changed & ~exceeding
        here = {
            "faults": changed,
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


def try_correct(problem: Problem, trace: Trace, adapter: Adapter, kills: Kills) -> tuple[Verdict, Verdict]:
    """Judges what a framework returned, equation by equation and end to end; each draw is a case."""
    verdicts = judge_trace(problem, trace, adapter, diagnose=False), judge_gradient(problem, trace, adapter)
    key = adapter.name, problem.dtype.name
    kills.correct[key] = kills.correct.get(key, 0) + len(problem.x)
    kills.alarms += [verdict.explain() for verdict in verdicts if verdict.disagrees]
    return verdicts


Planting = Callable[[Problem, Trace, Adapter], Iterable[Fault]]


def try_faults(problem: Problem, trace: Trace, adapter: Adapter, kills: Kills, plant: Planting = collection) -> None:
    """Judges every fault in the numbers of a framework; problem and trace have one leading axis, the draws."""
    whole, alone = try_correct(problem, trace, adapter, kills)
    clean = {(c.equation, c.layer): c for c in whole.comparisons}
    for fault in plant(problem, trace, adapter):
        made = clean[fault.equation, fault.layer]
        change = change_of(getattr(fault.trace, fault.letter)[fault.layer], made)
        of_trace = _by_draw(exceeds(change, made))
        outcome = Outcome.of(judge_trace(problem, fault.trace, adapter, diagnose=False), (fault.equation, fault.layer))
        _tally(kills, (TRACE, problem.dtype.name, fault.family), fault, _by_draw(change != 0), of_trace, of_trace, outcome)
        changed, exceeding = _in_the_gradient(fault, alone)
        if changed.any():
            gradient = Gradient(fault.trace.nabla_b, fault.trace.nabla_w)
            outcome, key = Outcome.of(judge_gradient(problem, gradient, adapter)), (GRADIENT, problem.dtype.name, fault.family)
            _tally(kills, key, fault, changed, exceeding, of_trace & changed, outcome)


@dataclass(frozen=True)
class Outcome:
    """What was said of a fault, draw by draw: whether it was caught, named rightly, or in part explained by the ledger."""

    verdict: Verdict
    caught: Array
    named: Array
    known: Array

    @property
    def hidden(self) -> Array:
        """Where nothing is left that the ledger does not explain."""
        return self.known & ~self.caught

    @classmethod
    def of(cls, verdict: Verdict, place: tuple[str, int] | None = None) -> Outcome:
        """The outcome of a verdict; named rightly where the equation and layer of `place` broke first."""
        draws = len(verdict.problem.x)
        caught = named = known = np.zeros(draws, dtype=bool)
        for c in verdict.comparisons:
            here = by_draw(c.unexplained, draws)
            named = named | (here & ~caught) if place in (None, (c.equation, c.layer)) else named
            caught = caught | here
            known = known | by_draw(c.known & c.disagrees, draws)
        return cls(verdict, caught, named, known)


def _in_the_gradient(fault: Fault, clean: Verdict) -> tuple[Array, Array]:
    """For each draw, whether ∇b or ∇w changed, and whether by more than the bound of the whole computation."""
    changed = exceeding = np.zeros(len(clean.problem.x), dtype=bool)
    for c in clean.comparisons:
        if c.layer is not None:
            letter = fault.trace.nabla_b if c.equation == NABLA_B else fault.trace.nabla_w
            change = change_of(letter[c.layer], c)
            changed, exceeding = changed | _by_draw(change != 0), exceeding | _by_draw(exceeds(change, c))
    return changed, exceeding


def _tally(kills: Kills, key: Key, fault: Fault, changed: Array, exceeding: Array, of_trace: Array, outcome: Outcome) -> None:
    kills.counts.setdefault(key, Count()).add(changed, exceeding, of_trace, outcome)
    where = f"{key[0]}, {outcome.verdict.origin}: {fault.says}, {fault.letter}, {outcome.verdict.problem}, draw"
    kills.missed += [f"{where} {d}" for d in np.flatnonzero(exceeding & ~outcome.caught & ~outcome.hidden)]
    kills.misnamed += [f"{where} {d}" for d in np.flatnonzero(exceeding & outcome.caught & ~outcome.named & ~outcome.known)]


def change_of(wrong: Array, c: Comparison) -> Array:
    """|wrong − right| in float64; NaN and infinity stay what they are."""
    with np.errstate(invalid="ignore"):
        return abs(np.asarray(wrong, dtype=np.float64) - np.asarray(c.given, dtype=np.float64))


def by_draw(entries: Array, draws: int) -> Array:
    """Whether there is any in each draw."""
    return np.reshape(entries, (draws, -1)).any(axis=-1)


def _by_draw(entries: Array) -> Array:
    return by_draw(entries, len(entries))
