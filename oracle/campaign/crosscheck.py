"""The main job: random problems and real data, on every adapter, judged and tallied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.adapters.finite_differences import units
from nablacheck.oracle.campaign.command_lines import AGAIN, ALONE, replayed
from nablacheck.oracle.campaign.graph_verdicts import graph_verdicts
from nablacheck.oracle.campaign.part_rows import function_of
from nablacheck.oracle.campaign.signs import NONE, Sign, shown_by
from nablacheck.oracle.explaining.diagnosis import of_equation
from nablacheck.oracle.explaining.hessian_mistakes import of_product
from nablacheck.oracle.generating.problems import Seeded
from nablacheck.oracle.judging.batches import judge_like_batch
from nablacheck.oracle.judging.counts import Counts
from nablacheck.oracle.judging.directional import judge_tangents
from nablacheck.oracle.judging.hessian_products import judge_hessian_vectors_of
from nablacheck.oracle.judging.judges import judge_gradient, judge_trace
from nablacheck.oracle.judging.mean_value import judge_differences
from nablacheck.oracle.judging.observe import judged, observed
from nablacheck.oracle.judging.singles import judge_one_by_one
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.costs import AnyEntry
from nablacheck.reference.errors import check_handed_in
from nablacheck.reference.gradient import Trace
from nablacheck.reference.graphs.graph_problem import AnyProblem, GraphProblem
from nablacheck.reference.problem import Problem

ENTRYWISE = 64
"""Up to this many parameters, finite differences are taken one parameter at a time; beyond, along directions of signs."""
DIRECTIONS = 2


Array = np.ndarray[Any, Any]
Key = tuple[str, str, str]
"""Adapter, dtype, equation."""


@dataclass(frozen=True)
class Finding:
    """A disagreement or a breach in plain data; `again` is the command that shows it again.

    `sign` is what to look for, `problems` are the contents of problem files: the draw that shows it, or all that may. `file`
    is where such a file was written, `brought` are the files of --with that it takes.
    """

    adapter: str
    dtype: str
    problem: str
    breaches: tuple[str, ...]
    broken: tuple[tuple[str, int | None], ...]
    explanation: str
    again: str = ""
    sign: Sign = NONE
    problems: tuple[Mapping[str, Any], ...] = field(default=(), compare=False, repr=False)
    file: str = ""
    brought: tuple[str, ...] = ()

    def explain(self) -> str:
        """What is wrong, where, and how to see it again."""
        again = f"\n{AGAIN}{self.again}" if self.again else ""
        return self.explanation + again + (f"\n{ALONE}{self.replay}" if self.file else "")

    @property
    def replay(self) -> str:
        """The command that computes it again from its file."""
        return replayed(self.file, self.brought)


@dataclass
class Tally:
    """The rows of the table, the problems judged, what disagrees, what the ledger explained.

    `again` and `brought` are said of a finding.
    """

    give: ClassVar[str] = "a Tally, as in Tally()"

    rows: dict[Key, Counts] = field(default_factory=dict)
    problems: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    known: Counter[tuple[str, str]] = field(default_factory=Counter)
    again: str = ""
    brought: tuple[str, ...] = ()
    functions: dict[tuple[str, str], Counts] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, verdict: Verdict) -> None:
        """Counts a verdict."""
        dtype = verdict.problem.dtype.name
        for c in verdict.comparisons:
            counts = Counts()
            counts.add(c)
            self.rows.setdefault((verdict.origin, dtype, c.equation), Counts()).merge(counts)
            if function := function_of(verdict.problem, c):
                self.functions.setdefault((verdict.origin, function), Counts()).merge(counts)
        for says in sorted({defect.says for c in verdict.comparisons for defect in c.defects}):
            self.known[verdict.origin, says] += 1
        if verdict.disagrees:
            broken = tuple((c.equation, c.layer) for c in verdict.broken)
            self.findings.append(
                Finding(
                    verdict.origin,
                    dtype,
                    str(verdict.problem),
                    verdict.breaches,
                    broken,
                    verdict.explain(),
                    self.again,
                    Sign.of(verdict),
                    shown_by(verdict),
                    brought=self.brought,
                )
            )

    def merge(self, other: Tally) -> None:
        """Counts all that another tally counted."""
        for key, row in other.rows.items():
            self.rows.setdefault(key, Counts()).merge(row)
        for name, row in other.functions.items():
            self.functions.setdefault(name, Counts()).merge(row)
        self.problems.update(other.problems)
        self.findings += other.findings
        self.known.update(other.known)
        self.left_out.update(other.left_out)

    @property
    def without(self) -> list[str]:
        """What was left out, a sentence each."""
        return [f"left out, in {count} problem{'s' * (count != 1)}: {says}" for says, count in self.left_out.items()]

    @property
    def decided(self) -> int:
        """The number of entries that are not inconclusive."""
        return sum(row.decided for row in self.rows.values())


def crosscheck(problems: Iterable[AnyProblem], adapter: Adapter, tally: Tally) -> None:
    """Judges one adapter on problems, and counts what was said; InputError for what is no problem, adapter or tally."""
    check_handed_in(adapter=(adapter, Adapter), tally=(tally, Tally))
    for problem in problems:
        check_handed_in(problem=(problem, GraphProblem if isinstance(problem, GraphProblem) else Problem))
        if beyond := _beyond(problem, adapter):
            tally.left_out.update(beyond)
            continue
        tally.problems[adapter.name, problem.dtype.name] += 1
        for verdict in verdicts(problem, adapter):
            tally.add(verdict)


def _beyond(problem: AnyProblem, adapter: Adapter) -> list[str]:
    """Why an adapter cannot take a problem: functions that its framework does not have."""
    if isinstance(problem, GraphProblem):
        return []
    entries: tuple[AnyEntry, ...] = (*problem.network.activations.values(), problem.network.cost)
    missing = {entry: adapter.missing(entry) for entry in entries}
    return [
        f"{entry.name} on {adapter.name}: {adapter.title} does not have {' and '.join(names)}, which the formula uses."
        for entry, names in missing.items()
        if names
    ]


def verdicts(problem: AnyProblem, adapter: Adapter, explain: bool = True, traced: bool = False) -> Iterator[Verdict]:
    """All that can be said of an adapter on a problem: equation by equation, end to end, or by the mean value theorem.

    With `explain` the catalogue of mistakes is asked what predicts the numbers that are wrong; with `traced`, where the adapter
    has a trace, its equations are all that is asked.
    """
    if isinstance(problem, GraphProblem):
        yield from graph_verdicts(problem, adapter, explain, traced)
        return
    of = of_equation if explain else None
    if adapter.differences:
        yield judge_differences(problem, adapter, _directions(problem))
        return
    if adapter.tangents:
        yield from (judge_tangents(draw, adapter, _directions(draw)) for draw in problem.draws())
        return
    if adapter.hessian_vector:
        along = _signs(problem.network.count, 1)[0]
        yield judge_hessian_vectors_of(problem, adapter, along, of_product if explain else None)
        return
    seen = observed(adapter.trace or adapter.gradient, problem, adapter.together)
    result, breaches = seen.result, seen.breaches
    if result is None:
        yield Verdict(problem, adapter.name, precision(problem.dtype), (), breaches)
        return
    if adapter.trace and isinstance(result, Trace):
        of_trace = judged(lambda problem: judge_trace(problem, result, adapter, of), problem, seen)
        yield replace(of_trace, breaches=breaches)
        if traced:
            return
    else:
        said: dict[str, None] = {}
        for draw in problem.draws():
            single = judge_one_by_one(draw, adapter, of)
            new = dict.fromkeys(breach for breach in (*breaches, *single.breaches) if breach not in said)
            said.update(new)
            yield replace(single, breaches=tuple(new))
    whole = judged(lambda problem: judge_gradient(problem, result, adapter), problem, seen)
    yield whole
    if not adapter.trace and not whole.disagrees and any(np.any(c.inconclusive) for c in whole.comparisons):
        yield from judge_like_batch(problem, adapter)


def _directions(problem: Problem) -> Array:
    count = problem.network.count
    return units(problem) if count <= ENTRYWISE else _signs(count, DIRECTIONS)


def _signs(count: int, many: int) -> Array:
    """Directions of −1 and 1, (many, P)."""
    return np.sign(Seeded(count).reals("signs", (many, count)))
