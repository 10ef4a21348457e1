"""What the judge makes of each mistake on a graph: whether it is caught, where, and under which name.

As on a chain, a mistake must be caught if it is proven to be more than rounding can explain: if it changes one number at least
of the equation in which it was made, or of the slopes where these alone are shown, by more than its bound (`kill.exceeds`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.explaining.explained import judge_graph_trace
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.graph_judges import judge_graph_gradient
from nablacheck.oracle.judging.graph_observe import observed_on_graph
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.oracle.trust.graph_faults import GraphFault, graph_faults
from nablacheck.oracle.trust.kill import Count, Kills, Outcome, Sized, change_of, exceeds
from nablacheck.oracle.trust.modes import GRAPH_GRADIENT, GRAPH_TRACE
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphTrace

MOST = 64
"""The most mistakes that are tried in one graph, evenly picked: a recurrent one has hundreds, of a few kinds."""


def try_graph(problem: GraphProblem, adapter: Adapter, kills: Kills, most: int = MOST) -> None:
    """Judges the numbers of a framework as they are, and with mistakes of the catalogue, some of many."""
    assert adapter.graph_trace is not None
    right, breaches = observed_on_graph(adapter.graph_trace, problem)
    kills.alarms += [f"{adapter.name} {breach}: {problem}" for breach in breaches]
    if right is not None:
        tried = Tried(problem, right, adapter, kills)
        tried.as_it_is()
        for fault in tried.faults[:: max(1, math.ceil(len(tried.faults) / most))]:
            tried.with_a(fault)


@dataclass(frozen=True)
class Tried:
    """A graph with the numbers of a framework; what is said of them is counted in `kills`."""

    problem: GraphProblem
    right: GraphTrace
    adapter: Adapter
    kills: Kills

    @cached_property
    def faults(self) -> list[GraphFault]:
        """Every mistake in these numbers."""
        return list(graph_faults(self.problem, self.right, self.adapter.kinks))

    @cached_property
    def _clean(self) -> Verdict:
        return judge_graph_trace(self.problem, self.right, self.adapter)

    @cached_property
    def _clean_alone(self) -> Verdict:
        return judge_graph_gradient(self.problem, self.right, self.adapter)

    def as_it_is(self) -> None:
        """One correct case."""
        key = f"{self.adapter.name}, graphs", self.problem.dtype.name
        self.kills.correct[key] = self.kills.correct.get(key, 0) + 1
        self.kills.alarms += [verdict.explain() for verdict in (self._clean, self._clean_alone) if verdict.disagrees]

    def with_a(self, fault: GraphFault) -> None:
        """One mistake, as a trace and in slopes alone.

        On a trace it is named rightly where its equation and place broke first, and the name has its layer, link and weight, or
        those of one that gives the very same numbers, as twice a sum over two examples and a part that is counted twice.
        """
        at = [c for c in self._clean.comparisons if (c.equation, c.layer or c.parameter) == (fault.equation, fault.place)]
        changed, exceeding = _size(at, {fault.place: fault.numbers})
        if not changed:
            return
        verdict = judge_graph_trace(self.problem, fault.trace, self.adapter)
        named = _placed(verdict, fault) and _named(verdict, fault, self.faults)
        self._count(GRAPH_TRACE, Sized(fault, changed, exceeding, exceeding), verdict, named)
        shown, beyond = _size([c for c in self._clean_alone.comparisons if c.parameter], fault.trace.slopes)
        if shown:
            verdict = judge_graph_gradient(self.problem, fault.trace, self.adapter)
            self._count(GRAPH_GRADIENT, Sized(fault, shown, beyond, exceeding), verdict, verdict.disagrees)

    def _count(self, mode: str, sized: Sized[GraphFault], verdict: Verdict, named: bool) -> None:
        fault, outcome = sized.fault, _outcome(verdict, named)
        key = mode, self.problem.dtype.name, fault.mistake.kind
        self.kills.counts.setdefault(key, Count()).add(sized, outcome)
        said = f"{mode}, {self.adapter.name}: {fault.mistake.says}, {fault.equation} at {fault.place}, {self.problem}"
        if sized.exceeding and not outcome.caught and not outcome.hidden:
            self.kills.missed.append(said)
        elif sized.exceeding and outcome.caught and not named and not outcome.known:
            by = "; ".join(verdict.looks_like or verdict.explain().splitlines()[:1])
            self.kills.misnamed.append(f"{said}; said is {by}")


def _size(comparisons: Iterable[Comparison], wrong: Mapping[Any, Any]) -> tuple[Any, Any]:
    """Whether a mistake changed what is shown of a layer or parameter, and by more than the bound there."""
    changed = exceeding = np.False_
    for c in comparisons:
        change = change_of(wrong[c.layer or c.parameter], c)
        changed, exceeding = changed | (change != 0).any(), exceeding | exceeds(change, c).any()
    return changed, exceeding


def _outcome(verdict: Verdict, named: bool) -> Outcome:
    known = any((c.known & c.disagrees).any() for c in verdict.comparisons)
    left_open = any(np.isinf(c.ball.rad).any() for c in verdict.comparisons)
    return Outcome(*(np.bool_(said) for said in (verdict.disagrees, named, known, left_open)))


def _placed(verdict: Verdict, fault: GraphFault) -> bool:
    first = verdict.broken[0] if verdict.broken else None
    return first is not None and (first.equation, first.layer or first.parameter) == (fault.equation, fault.place)


def _named(verdict: Verdict, fault: GraphFault, faults: Sequence[GraphFault]) -> bool:
    """Whether the name has the layer, the link and the weight of the mistake, or of one that gives the very same numbers."""
    of = (fault.equation, fault.place)
    like = [other for other in faults if (other.equation, other.place) == of and _same(other.numbers, fault.numbers)]
    made = [other.mistake.named(*of) for other in like]
    return any((n.layer, n.link, n.weight) == (m.layer, m.link, m.weight) for n in verdict.named for m in made)


def _same(numbers: Any, others: Any) -> bool:
    return np.array_equal(numbers, others, equal_nan=True)
