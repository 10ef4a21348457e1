"""Every tool on the same cases: the 22 faults, a sample of the collection, correct gradients, and its time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from nablacheck.adapters import Adapter
from nablacheck.oracle.generating.problems import DTYPES, Architecture, Seeded, problem
from nablacheck.oracle.judging.judges import judge_trace
from nablacheck.oracle.judging.observe import observe
from nablacheck.oracle.measuring import speed
from nablacheck.oracle.trust.faults import Fault, collection
from nablacheck.oracle.trust.kill import change_of, exceeds
from nablacheck.oracle.trust.rivals import Accepts, Case, Rival, pairs
from nablacheck.oracle.trust.twentytwo import faults
from nablacheck.reference.backprop import backprop
from nablacheck.reference.gradient import Trace
from nablacheck.reference.problem import Problem

SMALL = (
    Architecture((3, 5, 4, 3), ("sigmoid", "tanh", "sigmoid"), "quadratic", 5, 1.0, "contiguous"),
    Architecture((4, 3, 5, 2), ("tanh", "sigmoid", "tanh"), "quadratic", 3, 2.0**-20, "contiguous"),
    Architecture((4,) * 8 + (3,), ("sigmoid",) * 8, "quadratic", 3, 1.0, "contiguous"),
)
"""Smooth networks, for tools that know no kinks: a plain one, one whose cost is rescaled, one whose gradient vanishes."""
QUICK_CALLS, TURNS = 3, 8


@dataclass
class Score:
    """What a tool made of its cases; `seconds` is one check of a correct gradient of 784-30-10, batch 10.

    `of_22` is None where it was not tried, `control` whether nothing wrong was accepted. `error` is what the tool raised
    that is no refusal; where it stands, the tool's counts end.
    """

    name: str
    rule: str
    of_22: int | None = None
    control: bool | None = None
    wrong: int = 0
    caught: int = 0
    correct: dict[str, int] = field(default_factory=dict)
    alarms: dict[str, int] = field(default_factory=dict)
    seconds: float | None = None
    error: str = ""
    missed: list[str] = field(default_factory=list)


def book_case(adapter: Adapter) -> Case:
    """784-30-10, sigmoid, batch 10, float64."""
    return case(speed.drawn((784, 30, 10), 10), adapter)


def case(given: Problem, adapter: Adapter) -> Case:
    """A problem without leading axes, with the adapter's own numbers and the gradient of the reference."""
    trace, _ = observe(adapter.trace or adapter.gradient, given)
    assert isinstance(trace, Trace)
    return Case(given, adapter, trace, backprop(given))


def small_cases(adapter: Adapter, draws: int) -> Iterator[Case]:
    """Draws of the small networks in both dtypes, with an adapter's numbers."""
    for i, drawn in enumerate(SMALL):
        for dtype in DTYPES:
            several = problem(Seeded(22, i), drawn, dtype, draws, f"small network {i}", ("full", "saturated")).problem
            yield from (case(draw, adapter) for draw in several.draws())


def wrong_gradients(given: Case, count: int) -> list[Fault]:
    """About `count` faults of the collection that change a gradient, each proven to exceed the bound of its equation."""
    one = given.problem.map(lambda array: array[None])
    trace = given.correct.map(lambda array: array[None])
    clean = {(c.equation, c.layer): c for c in judge_trace(one, trace, given.adapter).comparisons}
    found = []
    for fault in collection(one, trace, given.adapter):
        c = clean[fault.equation, fault.layer]
        change = change_of(getattr(fault.trace, fault.letter)[fault.layer], c)
        if exceeds(change, c).any() and any((mine != theirs).any() for mine, theirs in pairs(fault.trace, trace)):
            found.append(fault)
    return [_single(fault) for fault in found[:: max(1, len(found) // count)]]


def _single(fault: Fault) -> Fault:
    return replace(fault, trace=fault.trace.map(lambda array: array[0]))


def try_22(rival: Rival, given: Case, score: Score) -> None:
    """The 22 faults and the control."""
    accepts = rival.prepare(given)
    score.control = accepts(given.correct)
    wrong = {name: fault(given.problem, given.correct) for name, fault in faults().items()}
    score.missed = [name for name, trace in wrong.items() if accepts(trace)]
    score.of_22 = len(wrong) - len(score.missed)


def try_small(rival: Rival, given: Case, wrong: Sequence[Fault], score: Score) -> None:
    """A correct gradient, and the wrong ones of the same problem."""
    dtype = given.problem.dtype.name
    if dtype in rival.dtypes:
        accepts = rival.prepare(given)
        score.correct[dtype] = score.correct.get(dtype, 0) + 1
        score.alarms[dtype] = score.alarms.get(dtype, 0) + (not accepts(given.correct))
        score.wrong += len(wrong)
        score.caught += sum(not accepts(fault.trace) for fault in wrong)


def timed(rival: Rival, given: Case, score: Score) -> None:
    """Seconds of one check: one call of a slow tool, the lower quartile of several of a quick one."""
    accepts = rival.prepare(given)
    if rival.slow:
        start = time.perf_counter()
        accepts(given.correct)
        score.seconds = time.perf_counter() - start
    else:
        score.seconds = seconds(accepts, given)


def seconds(accepts: Accepts, given: Case) -> float:
    """The lower quartile of single calls."""
    return in_turns([lambda: accepts(given.correct)])[0]


def in_turns(contenders: Sequence[Callable[[], object]], turns: int = TURNS) -> list[float]:
    """The lower quartile of the single calls of each contender, which take turns; all warmed up."""
    for contender in contenders:
        contender()
    times = speed.in_turns([(contender, QUICK_CALLS) for contender in contenders], turns)
    return [float(speed.quartile(each)) for each in times]
