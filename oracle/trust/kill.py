"""What the judge makes of each fault, and of each correct case: counted, draw by draw.

Only a fault whose size is proven to be more than rounding can explain must be caught. If the correct number g lies in the
ball m ± r of its equation, then whatever is farther than r + |g − m| from g lies outside of it, in either direction. So a
change by more than that, in one entry at least, *exceeds the bound*; the ball is that of the correct numbers, from before the
fault. Smaller ones are counted apart, and a fault that changes no number is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
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

    def add(self, sized: Sized, outcome: Outcome) -> None:
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


def try_correct(problem: Problem, trace: Trace, adapter: Adapter, kills: Kills) -> tuple[Verdict, Verdict]:
    """Judges what a framework returned, equation by equation and end to end; each draw is a case."""
    verdicts = judge_trace(problem, trace, adapter, diagnose=False), judge_gradient(problem, trace, adapter)
    key = adapter.name, problem.dtype.name
    kills.correct[key] = kills.correct.get(key, 0) + len(problem.x)
    kills.alarms += [verdict.explain() for verdict in verdicts if verdict.disagrees]
    return verdicts


Planting = Callable[[Problem, Trace, Adapter], Iterable[Fault]]
TOGETHER = 2**15
"""About so many weights are judged in one call, which for a small network spends its time on calling NumPy."""


def try_faults(problem: Problem, trace: Trace, adapter: Adapter, kills: Kills, plant: Planting = collection) -> None:
    """Judges every fault in the numbers of a framework; problem and trace have one leading axis, the draws."""
    whole, alone = try_correct(problem, trace, adapter, kills)
    clean = {(c.equation, c.layer): c for c in whole.comparisons}
    planted = iter(plant(problem, trace, adapter))
    at_once = max(1, TOGETHER // sum(w.size for w in problem.network.w.values()))
    while faults := list(islice(planted, at_once)):
        traces = [_in_the_trace(fault, clean) for fault in faults]
        _judge(problem, traces, adapter, TRACE, kills)
        gradients = [_in_the_gradient(sized, alone) for sized in traces]
        _judge(problem, [sized for sized in gradients if sized.changed.any()], adapter, GRADIENT, kills)


@dataclass(frozen=True)
class Sized:
    """A fault, and in which draws it changed what is shown, exceeds the bound of that, and exceeds that of the trace."""

    fault: Fault
    changed: Array
    exceeding: Array
    of_trace: Array


def _in_the_trace(fault: Fault, clean: Mapping[tuple[str, int | None], Comparison]) -> Sized:
    """The size of the fault in the equation that it breaks."""
    made = clean[fault.equation, fault.layer]
    change = change_of(getattr(fault.trace, fault.letter)[fault.layer], made)
    exceeding = _by_draw(exceeds(change, made))
    return Sized(fault, _by_draw(change != 0), exceeding, exceeding)


def _in_the_gradient(sized: Sized, clean: Verdict) -> Sized:
    """Its size in ∇b and ∇w, beside the bounds of the whole computation."""
    trace = sized.fault.trace
    changed = exceeding = np.zeros(len(clean.problem.x), dtype=bool)
    for c in clean.comparisons:
        if c.layer is not None:
            letter = trace.nabla_b if c.equation == NABLA_B else trace.nabla_w
            change = change_of(letter[c.layer], c)
            changed, exceeding = changed | _by_draw(change != 0), exceeding | _by_draw(exceeds(change, c))
    return Sized(sized.fault, changed, exceeding, sized.of_trace & changed)


def _judge(problem: Problem, faults: Sequence[Sized], adapter: Adapter, mode: str, kills: Kills) -> None:
    """Judges faults in one problem side by side, and counts what became of each."""
    if not faults:
        return
    many, wrong = _side_by_side(problem, [sized.fault.trace for sized in faults])
    if mode == TRACE:
        verdict = judge_trace(many, wrong, adapter, diagnose=False)
    else:
        verdict = judge_gradient(many, Gradient(wrong.nabla_b, wrong.nabla_w), adapter)
    for sized, outcome in zip(faults, Outcome.each(verdict, faults, mode), strict=True):
        fault = sized.fault
        kills.counts.setdefault((mode, problem.dtype.name, fault.family), Count()).add(sized, outcome)
        where = f"{mode}, {adapter.name}: {fault.says}, {fault.letter}, {problem}, draw"
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
    """What was said of a fault, draw by draw: whether it was caught, named rightly, or in part explained by the ledger."""

    caught: Array
    named: Array
    known: Array

    @property
    def hidden(self) -> Array:
        """Where nothing is left that the ledger does not explain."""
        return self.known & ~self.caught

    @classmethod
    def each(cls, verdict: Verdict, faults: Sequence[Sized], mode: str) -> Iterator[Outcome]:
        """The outcomes of faults judged side by side; named rightly where the equation and layer of a fault broke first."""
        draws = len(verdict.problem.x)
        caught = named = known = np.zeros((len(faults), draws // len(faults)), dtype=bool)
        for c in verdict.comparisons:
            here = by_draw(c.unexplained, draws).reshape(caught.shape)
            place = [mode == GRADIENT or (c.equation, c.layer) == (s.fault.equation, s.fault.layer) for s in faults]
            named = named | (here & ~caught & np.array(place)[:, None])
            caught = caught | here
            known = known | by_draw(c.known & c.disagrees, draws).reshape(caught.shape)
        yield from (cls(*each) for each in zip(caught, named, known, strict=True))


def change_of(wrong: Array, c: Comparison) -> Array:
    """|wrong − right| in float64; NaN and infinity stay what they are."""
    with np.errstate(invalid="ignore"):
        return abs(np.asarray(wrong, dtype=np.float64) - np.asarray(c.given, dtype=np.float64))


def by_draw(entries: Array, draws: int) -> Array:
    """Whether there is any in each draw."""
    return np.reshape(entries, (draws, -1)).any(axis=-1)


def _by_draw(entries: Array) -> Array:
    return by_draw(entries, len(entries))
