"""The main job: random problems and real data, on every adapter, judged and tallied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.adapters.finite_differences import parameters, units
from nablacheck.oracle.generating.problems import Seeded
from nablacheck.oracle.judging.judges import judge_gradient, judge_one_by_one, judge_trace
from nablacheck.oracle.judging.mean_value import judge_differences
from nablacheck.oracle.judging.observe import observe
from nablacheck.oracle.judging.verdict import Comparison, Verdict
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.network import Problem, Trace

ENTRYWISE = 64
"""Up to this many parameters, finite differences are taken one parameter at a time; beyond, along directions of signs."""
DIRECTIONS = 2


@dataclass
class Row:
    """What was found of one equation in one dtype of one adapter."""

    entries: int = 0
    inconclusive: int = 0
    known: int = 0
    worst: float = 0.0
    findings: int = 0

    def add(self, c: Comparison) -> None:
        """Counts a comparison; `worst` is the largest error/bound among the entries that the ledger does not explain."""
        known = np.broadcast_to(c.known, np.shape(c.disagrees))
        self.entries += int(np.size(c.disagrees))
        self.inconclusive += int(np.sum(c.inconclusive))
        self.known += int(np.sum(c.disagrees & known))
        self.findings += int(np.sum(c.unexplained))
        self.worst = max(self.worst, float(np.max(np.where(known, 0.0, c.error_over_bound), initial=0.0)))

    def merge(self, other: Row) -> None:
        """Counts what another row counted."""
        for name in ("entries", "inconclusive", "known", "findings"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.worst = max(self.worst, other.worst)


Array = np.ndarray[Any, Any]
Key = tuple[str, str, str]
"""Adapter, dtype, equation."""


@dataclass(frozen=True)
class Finding:
    """A disagreement or a breach in plain data; `again` is the command that shows it again."""

    adapter: str
    dtype: str
    problem: str
    breaches: tuple[str, ...]
    broken: tuple[tuple[str, int | None], ...]
    explanation: str
    again: str = ""

    def explain(self) -> str:
        """What is wrong, where, and how to see it again."""
        return self.explanation + (f"\nsee it again: {self.again}" if self.again else "")


@dataclass
class Tally:
    """The rows of the table, the problems judged, what disagrees, what the ledger explained; `again` is said of a finding."""

    rows: dict[Key, Row] = field(default_factory=dict)
    problems: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    known: Counter[tuple[str, str]] = field(default_factory=Counter)
    again: str = ""

    def add(self, verdict: Verdict) -> None:
        """Counts a verdict."""
        dtype = verdict.problem.dtype.name
        for c in verdict.comparisons:
            self.rows.setdefault((verdict.origin, dtype, c.equation), Row()).add(c)
        for says in sorted({defect.says for c in verdict.comparisons for defect in c.defects}):
            self.known[verdict.origin, says] += 1
        if verdict.disagrees:
            broken = tuple((c.equation, c.layer) for c in verdict.broken)
            who = verdict.origin, dtype, str(verdict.problem)
            self.findings.append(Finding(*who, verdict.breaches, broken, verdict.explain(), self.again))

    def merge(self, other: Tally) -> None:
        """Counts all that another tally counted."""
        for key, row in other.rows.items():
            self.rows.setdefault(key, Row()).merge(row)
        self.problems.update(other.problems)
        self.findings += other.findings
        self.known.update(other.known)

    @property
    def decided(self) -> int:
        """The number of entries that are not inconclusive."""
        return sum(row.entries - row.inconclusive for row in self.rows.values())


def crosscheck(problems: Iterable[Problem], adapter: Adapter, tally: Tally) -> None:
    """Judges one adapter on problems, and counts what was said."""
    for problem in problems:
        tally.problems[adapter.name, problem.dtype.name] += 1
        for verdict in verdicts(problem, adapter):
            tally.add(verdict)


def verdicts(problem: Problem, adapter: Adapter) -> Iterator[Verdict]:
    """All that can be said of an adapter on a problem: equation by equation, end to end, or by the mean value theorem."""
    if adapter.differences:
        yield judge_differences(problem, adapter, _directions(problem))
        return
    result, breaches = observe(adapter.trace or adapter.gradient, problem)
    if result is None:
        yield Verdict(problem, adapter.name, precision(problem.dtype), (), breaches)
        return
    if adapter.trace and isinstance(result, Trace):
        yield replace(judge_trace(problem, result, adapter), breaches=breaches)
    else:
        yield from (judge_one_by_one(draw, adapter) for draw in problem.draws())
    yield judge_gradient(problem, result, adapter)


def _directions(problem: Problem) -> Array:
    count = parameters(problem)
    return units(problem) if count <= ENTRYWISE else np.sign(Seeded(count).reals("signs", (DIRECTIONS, count)))
