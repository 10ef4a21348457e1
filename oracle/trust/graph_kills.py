"""What the judge makes of each mistake on a graph: whether it is caught, where, and under which name.

As on a chain, a mistake must be caught if it is proven to be more than rounding can explain: if it changes one number at least
of the equation in which it was made by more than its bound (`kill.exceeds`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.explaining.explained import judge_graph_trace
from nablacheck.oracle.judging.graph_judges import judge_graph_gradient
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.oracle.trust.graph_faults import GraphFault, graph_faults, numbers
from nablacheck.oracle.trust.kill import exceeds
from nablacheck.reference.graphs.graph_equations import graph_backprop
from nablacheck.reference.graphs.graph_problem import GraphProblem

REFERENCE = Adapter("the reference", "numpy")
MOST = 64
"""The most mistakes that are tried in one graph, evenly picked: a recurrent one has hundreds, of a few kinds."""


@dataclass
class GraphCount:
    """Mistakes of one kind that exceed the bound of a trace, and of these the ones that were seen.

    `caught` are those that the judge of traces calls wrong; `placed` those where the equation and place of the mistake broke
    first, `named` those of them with the layer, the link and the weight of the mistake, or of one that gives the very same
    numbers, as twice a sum over two examples and a part that is counted twice. `shown` change a slope, of which
    `caught_alone` are caught from gradients alone.
    """

    exceeding: int = 0
    caught: int = 0
    placed: int = 0
    named: int = 0
    shown: int = 0
    caught_alone: int = 0

    def __add__(self, other: GraphCount) -> GraphCount:
        return GraphCount(*(mine + theirs for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass
class GraphKills:
    """The counts by kind of mistake; what was missed, or named by something else; and right numbers that were called wrong."""

    counts: dict[str, GraphCount] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    misnamed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    @property
    def total(self) -> GraphCount:
        """All kinds."""
        return sum(self.counts.values(), GraphCount())


def try_graph(problem: GraphProblem, kills: GraphKills) -> None:
    """Judges the reference's numbers of a problem as they are, and with mistakes of the catalogue, some of many."""
    right = graph_backprop(problem)
    verdict = judge_graph_trace(problem, right, REFERENCE)
    if verdict.disagrees or judge_graph_gradient(problem, right, REFERENCE).disagrees:
        kills.alarms.append(verdict.explain())
    faults = list(graph_faults(problem))
    at = {(c.equation, c.layer or c.parameter): c for c in verdict.comparisons}
    for fault in faults[:: max(1, math.ceil(len(faults) / MOST))]:
        with np.errstate(all="ignore"):
            change = abs(np.asarray(fault.numbers, dtype=np.float64) - numbers(right, fault.place))
        if exceeds(change, at[fault.equation, fault.place]).any():
            slopes = fault.trace.slopes
            shown = any(not np.array_equal(slopes[name], right.slopes[name], equal_nan=True) for name in slopes)
            kind = fault.mistake.kind
            kills.counts[kind] = kills.counts.get(kind, GraphCount()) + _tried(problem, fault, faults, shown, kills)


def _tried(
    problem: GraphProblem, fault: GraphFault, faults: Sequence[GraphFault], shown: bool, kills: GraphKills
) -> GraphCount:
    verdict = judge_graph_trace(problem, fault.trace, REFERENCE)
    caught, placed, named = verdict.disagrees, _placed(verdict, fault), _named(verdict, fault, faults)
    said = f"{problem.origin}, {problem.dtype}, {fault.equation} at {fault.place}: {fault.mistake.says}"
    kills.missed += [] if caught else [said]
    kills.misnamed += [] if named or not caught else [f"{said}; said is {'; '.join(verdict.looks_like or ['nothing'])}"]
    alone = shown and judge_graph_gradient(problem, fault.trace, REFERENCE).disagrees
    return GraphCount(1, int(caught), int(placed), int(placed and named), int(shown), int(alone))


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
