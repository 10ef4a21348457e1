"""Findings made small and said once: of all that a run found in an adapter, one problem for each thing that is wrong."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.command_lines import AGAIN, ALONE, WITHOUT, replayed
from nablacheck.oracle.campaign.crosscheck import Finding, verdicts
from nablacheck.oracle.campaign.graph_minimising import minimised_graph
from nablacheck.oracle.campaign.minimising import LARGEST, PLAIN, PLAIN_COST, PLAIN_LAYOUT, Draft, eighths, minimised
from nablacheck.oracle.campaign.replaying import Found, found
from nablacheck.oracle.campaign.scripts import script
from nablacheck.oracle.campaign.signs import Sign, content, layout_of
from nablacheck.oracle.campaign.stores import SCHEME
from nablacheck.oracle.judging.judges import BP1, BP2
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.costs import COSTS
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph_problem import AnyProblem, GraphProblem

ONE_CAUSE = ((BP1, BP2),)
"""Equations of which a wrong σ′ breaks the one at the output and the other before it."""
DIED = "not made small: the adapter"


@dataclass(frozen=True)
class Reduced:
    """One thing that is wrong with an adapter: where it was found, the smallest problem that shows it, and what that says.

    `function` are the entries without which it does not show itself, `numbers` what kind of numbers it takes, `count` how many
    findings of the run show it, `dtypes` and `signs` in which and as what. `content` is that of a problem file, `scripts` are
    texts of scripts of which the first that shows it in a process of its own is the one; `file` and `script` is where they are.
    `brought` are the files of --with that it takes.
    """

    adapter: str
    dtypes: tuple[str, ...]
    signs: tuple[Sign, ...]
    function: str
    numbers: str
    network: str
    count: int
    explanation: str
    content: Mapping[str, Any]
    small: bool = True
    widest: int = 0
    batch: int = 0
    again: str = ""
    scripts: tuple[str, ...] = ()
    file: str = ""
    script: str = ""
    brought: tuple[str, ...] = ()

    @property
    def replay(self) -> str:
        """The command that computes it again from its file."""
        return replayed(self.file, self.brought)

    def explain(self) -> str:
        """What is wrong, where, how often, and how to see it again."""
        found = f"found {self.count} time{'s' * (self.count > 1)}, in {' and '.join(self.dtypes)}"
        of = f"; it takes {self.function or 'no function in particular'}, {self.numbers}" if self.small else ""
        lines = [self.explanation, found + of]
        lines += [f"{AGAIN}{self.again}"] * bool(self.again)
        lines += [f"{ALONE}{self.replay}"] * bool(self.file)
        lines += [f"{WITHOUT}{_runs(self.script)}"] * bool(self.script)
        return "\n".join(lines)

    @property
    def cause(self) -> tuple[Any, ...]:
        """What is the same wherever the same thing is wrong."""
        first = self.signs[0]
        group = next((equations for equations in ONE_CAUSE if first.equation in equations), first)
        return self.adapter, group, self.function, self.numbers, self.batch, self.widest

    def with_another(self, other: Reduced) -> Reduced:
        """The same thing, found elsewhere too."""
        signs, dtypes = ((*dict.fromkeys((*mine, *more)),) for mine, more in _pairs(self, other))
        return replace(self, dtypes=dtypes, signs=signs, count=self.count + other.count)


def _runs(script: str) -> str:
    """How a script is run; Python reads none from an address."""
    return f"{script}, run by python" if SCHEME in script else f"python {shlex.quote(script)}"


def _pairs(one: Reduced, other: Reduced) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    return (one.signs, other.signs), (one.dtypes, other.dtypes)


@dataclass(frozen=True)
class Reduction:
    """The work of making the findings in one adapter small, in so many seconds; in plain data that any process can do."""

    adapter: str
    findings: tuple[Finding, ...]
    seconds: float
    files: tuple[str, ...] = ()

    def done(self, adapter: Adapter) -> list[Reduced]:
        """Each thing that is wrong, once."""
        end, causes = time.monotonic() + self.seconds, dict[tuple[Any, ...], Reduced]()
        for finding in self.findings:
            known = next((r for r in causes.values() if _shows_too(finding, r, adapter)), None)
            if known is None:
                new = _reduced(finding, adapter, max(0.0, end - time.monotonic()), self.files)
            else:
                new = replace(known, count=1, signs=(finding.sign,), dtypes=(finding.dtype,))
            before = causes.get(known.cause if known else new.cause)
            cause = (before or new).cause
            causes[cause] = before.with_another(new) if before else new
        return list(causes.values())

    def broken(self, breach: str) -> list[Reduced]:
        """Each sign once, as it was found: the adapter ends the process that would make it smaller."""
        first: dict[tuple[str, Sign], Reduced] = {}
        for finding in self.findings:
            whole = _as_found(finding, f"{finding.explanation}\n{DIED} {breach}")
            before = first.get((finding.dtype, finding.sign))
            first[finding.dtype, finding.sign] = before.with_another(whole) if before else whole
        return list(first.values())


def reductions(findings: Iterable[Finding], seconds: float, files: tuple[str, ...] = ()) -> list[Reduction]:
    """The work by adapter; of the findings that one job has, the first broken equation and the first broken promise."""
    kept: dict[tuple[Any, ...], Finding] = {}
    for finding in findings:
        if finding.problems:
            where = finding.again or finding.problem
            kept.setdefault((finding.adapter, finding.dtype, where, bool(finding.sign.breach)), finding)
    of: dict[str, list[Finding]] = {}
    for finding in kept.values():
        of.setdefault(finding.adapter, []).append(finding)
    return [Reduction(adapter, tuple(mine), seconds, files) for adapter, mine in of.items()]


def shown(problem: AnyProblem, adapter: Adapter, sign: Sign, explain: bool = False) -> Verdict | None:
    """The verdict that shows a sign on a problem, or None; no more is judged than it takes to know."""
    for verdict in verdicts(problem, adapter, explain):
        if sign.on(verdict):
            return verdict
        if sign.asked_by(verdict):
            return None
    return None


def _first_shown(finding: Finding, adapter: Adapter) -> Found | None:
    """The problem of the first draw that shows a finding again."""
    for arrays in finding.problems:
        mine = found(arrays)
        if shown(mine.problem, adapter, finding.sign) is not None:  # a verdict is true where it is right
            return mine
    return None


def _reduced(finding: Finding, adapter: Adapter, seconds: float, files: tuple[str, ...]) -> Reduced:
    mine = _first_shown(finding, adapter)
    if mine is None:
        return _as_found(finding, f"{finding.explanation}\nIt did not show itself again on the same numbers.")
    shows = lambda problem: shown(problem, adapter, finding.sign) is not None
    small = _made_small(mine.problem, shows, seconds)
    verdict = shown(small, adapter, finding.sign, explain=True)
    if verdict is None:  # it comes and goes: what was found stands as it was found
        return _as_found(finding, f"{finding.explanation}\nIt comes and goes on the same numbers.")
    arrays = content(small, finding.adapter, finding.sign)
    tried = (script(verdict, finding.sign.equation, adapter, files, alone) for alone in (True, False))
    scripts = tuple(text for text in tried if text)
    whole = _as_found(finding, verdict.explain())
    return replace(whole, **_of_problem(small), content=arrays, network=str(small), small=True, scripts=scripts)


def _made_small(problem: AnyProblem, shows: Callable[[Any], bool], seconds: float) -> AnyProblem:
    if isinstance(problem, GraphProblem):
        return minimised_graph(problem, shows, seconds)
    return minimised(problem, layout_of(problem), shows, seconds)


def _as_found(finding: Finding, explanation: str) -> Reduced:
    mine = found(finding.problems[0]).problem
    of = finding.adapter, (finding.dtype,), (finding.sign,)
    described = _of_problem(mine)
    numbers = described.pop("numbers")
    return Reduced(
        *of,
        described.pop("function"),
        numbers,
        finding.problem,
        1,
        explanation,
        finding.problems[0],
        False,
        **described,
        again=finding.again,
        brought=finding.brought,
    )


def _of_problem(problem: AnyProblem) -> dict[str, Any]:
    network = problem.network
    entries = [entry.family for entry in network.activations.values() if entry is not ACTIVATIONS[PLAIN]]
    entries += [network.cost.family] * (network.cost is not COSTS[PLAIN_COST])
    return {
        "function": ", ".join(dict.fromkeys(entries)),
        "numbers": ", ".join(_kinds(problem)),
        "widest": max(network.widths.values()),
        "batch": problem.batch,
    }


def _kinds(problem: AnyProblem) -> Iterator[str]:
    """What kind of numbers a problem has, and how they lie in memory."""
    layout, arrays = layout_of(problem), problem.arrays.values()
    if layout != PLAIN_LAYOUT:
        yield f"layout {layout!r}"
    if all(np.array_equal(array, eighths(array)) for array in arrays):
        yield "round numbers"
        return
    tiny = np.finfo(problem.dtype).tiny
    if any(((array != 0) & (abs(array) < tiny)).any() for array in arrays):
        yield "subnormal numbers"
    elif any((abs(array) > 8 * LARGEST).any() for array in arrays):
        yield "large numbers"
    else:
        yield "numbers with full mantissas"


def _shows_too(finding: Finding, known: Reduced, adapter: Adapter) -> bool:
    """Whether a finding is there without any entry that is not one of the known thing's: then it is the same thing."""
    mine, other = (replace(known, signs=(sign,)).cause[1] for sign in (finding.sign, known.signs[0]))
    if mine != other or not known.small:
        return False
    return any(_plainly(arrays, known.function.split(", "), adapter, finding.sign) for arrays in finding.problems)


def _plainly(arrays: Mapping[str, Any], families: Sequence[str], adapter: Adapter, sign: Sign) -> bool:
    problem = found(arrays).problem
    keep = partial(_kept, families=families)
    sigmas = {l: keep(entry, ACTIVATIONS[PLAIN]) for l, entry in problem.network.activations.items()}
    cost = keep(problem.network.cost, COSTS[PLAIN_COST])
    try:
        return shown(_with_entries(problem, sigmas, cost), adapter, sign) is not None
    except InputError:
        return False


def _with_entries(problem: AnyProblem, sigmas: Mapping[int, Any], cost: Any) -> AnyProblem:
    if isinstance(problem, GraphProblem):
        return replace(problem, network=problem.network.with_entries(sigmas, cost))
    return replace(Draft.of(problem, layout_of(problem)), activations=tuple(sigmas.values()), cost=cost).problem()


def _kept(entry: Any, plain: Any, families: Sequence[str]) -> Any:
    return entry if entry.family in families else plain
