"""The whole run: kill rates, false alarms, the other tools, sensitivity, speed; quick, or in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import Any

from nablacheck.adapters import Adapter, load
from nablacheck.oracle.generating.problems import DTYPES, Architecture, Seeded, architecture, problem
from nablacheck.oracle.generating.random_graphs import random_graph
from nablacheck.oracle.judging.judges import judge_trace
from nablacheck.oracle.judging.observe import observe
from nablacheck.oracle.trust import compare, rivals
from nablacheck.oracle.trust.compare import SMALL, Score
from nablacheck.oracle.trust.faults import Fault
from nablacheck.oracle.trust.graph_kills import try_graph
from nablacheck.oracle.trust.kill import Kills, try_correct, try_faults
from nablacheck.oracle.trust.ours import OURS
from nablacheck.oracle.trust.rivals import Case, Rival
from nablacheck.oracle.trust.sensitivity import Point, Sensitivity, all_points, measure
from nablacheck.reference.backprop import backprop
from nablacheck.reference.errors import MissingFramework
from nablacheck.reference.gradient import Trace
from nablacheck.reference.graphs.graph_equations import graph_backprop
from nablacheck.reference.problem import Problem

NUMPY = Adapter("numpy", "numpy", gradient=backprop, trace=backprop, graph_trace=graph_backprop)
"""The reference in floats, judged like anybody's code."""
SEED = 0
ENTRIES = 2**15
"""About so many weights in all draws of a problem, so that wide networks get fewer draws."""


@dataclass(frozen=True)
class Workload:
    """How much is tried: random architectures with faults and their draws, more with correct numbers alone and their draws;
    random graphs, each with its faults.

    For the other tools: draws of each small network, wrong gradients of the first, and with `slow` all 22 faults also for
    those that evaluate the cost for each weight.
    """

    faulty: int
    faulty_draws: int
    correct: int
    draws: int
    graphs: int
    small_draws: int
    wrong: int
    slow: bool


QUICK = Workload(faulty=1, faulty_draws=16, correct=12, draws=16, graphs=3, small_draws=3, wrong=12, slow=False)
FULL = Workload(faulty=6, faulty_draws=32, correct=90, draws=64, graphs=30, small_draws=30, wrong=60, slow=True)


@dataclass
class Trust:
    """All that a run found, and how many seconds it took.

    `pass_s` are the seconds of one forward and backward pass of `unit`, `check_s` of a check.
    """

    plan: Workload
    kills: Kills = field(default_factory=Kills)
    scores: list[Score] = field(default_factory=list)
    rows: list[Sensitivity] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unit: str = ""
    pass_s: float = 0.0
    check_s: float = 0.0
    run_s: float = 0.0
    undecided: int = 0


Step = tuple[str, Callable[[], object]]
"""What is done next, for the progress bar, and what does it."""


Cases = tuple[Case, Sequence[Fault]]
"""A small network, and wrong gradients for it."""


def steps(trust: Trust) -> Iterator[Step]:
    """The run, step by step; what is not installed is skipped and says so."""
    adapters, tools = [NUMPY, *_loaded(("torch", "jax"), load, trust)], [*OURS, *_loaded(rivals.names(), rivals.rival, trust)]
    framework = adapters[min(1, len(adapters) - 1)]  # PyTorch, else JAX, else NumPy
    book, cases = compare.book_case(framework), list[Cases]()
    yield "time", partial(_time, trust, book)
    yield "wrong gradients", partial(_prepare, trust.plan, framework, cases)
    for tool in tools:
        trust.scores.append(score := Score(tool.name, tool.rule))
        yield tool.name, partial(_score, trust.plan, tool, score, book, cases)
    for adapter in adapters:
        for dtype in DTYPES:
            for i, drawn in enumerate(_faulty(trust.plan)):
                args = (i, drawn, trust.plan.faulty_draws, dtype, adapter, trust.kills)
                yield f"faults, {adapter.name} {dtype}", partial(_try, try_faults, *args)
            for i in range(trust.plan.correct):
                first = 2 * (trust.plan.faulty + i) + 1  # other architectures than those with faults
                drawn = architecture(Seeded(SEED, first))
                args = (first, drawn, trust.plan.draws, dtype, adapter, trust.kills)
                yield f"correct, {adapter.name} {dtype}", partial(_try, try_correct, *args)
            for number in range(trust.plan.graphs if adapter.graphs else 0):
                yield f"graphs, {adapter.name} {dtype}", partial(_try_graph, number, dtype, adapter, trust.kills)
    for point in all_points():
        yield "sensitivity", partial(_measure, trust, point, adapters)


def _loaded(names: Sequence[str], loader: Callable[[str], Any], trust: Trust) -> Iterator[Any]:
    for name in names:
        try:
            yield loader(name)
        except MissingFramework as error:
            trust.skipped.append(str(error))


def _faulty(plan: Workload) -> list[Architecture]:
    """The small networks, with the vanishing and the rescaled one, and random ones; then each with a single example."""
    drawn = [*SMALL, *(architecture(Seeded(SEED, 2 * i)) for i in range(plan.faulty))]
    return drawn + [replace(each, batch=1) for each in drawn if each.batch != 1]


def _try(
    tried: Callable[[Problem, Trace, Adapter, Kills], object],
    number: int,
    drawn: Architecture,
    draws: int,
    dtype: str,
    adapter: Adapter,
    kills: Kills,
) -> None:
    """What is tried with the numbers of one architecture, computed by an adapter."""
    size = sum(n * m for n, m in pairwise(drawn.widths))
    several = max(2, min(draws, ENTRIES // size))
    given = problem(Seeded(SEED, number), drawn, dtype, several, f"seed {SEED}, problem {number}").problem
    result, breaches = observe(adapter.trace or adapter.gradient, given)
    kills.alarms += [f"{adapter.name} {breach}: {given}" for breach in breaches]
    if isinstance(result, Trace):
        tried(given, result, adapter, kills)


def _try_graph(number: int, dtype: str, adapter: Adapter, kills: Kills) -> None:
    try_graph(random_graph(number, dtype), adapter, kills)


def _measure(trust: Trust, point: Point, adapters: Sequence[Adapter]) -> None:
    trust.rows += measure(point, adapters)


def _prepare(plan: Workload, framework: Adapter, cases: list[Cases]) -> None:
    for i, case in enumerate(compare.small_cases(framework, plan.small_draws)):
        cases.append((case, compare.wrong_gradients(case, plan.wrong) if i % plan.small_draws == 0 else ()))


def _score(plan: Workload, tool: Rival, score: Score, book: Case, cases: Sequence[Cases]) -> None:
    """Everything about one tool; what it raises that is no refusal is its row."""
    try:
        compare.timed(tool, book, score)
        if plan.slow or not tool.slow:
            compare.try_22(tool, book, score)
        for case, wrong in cases:
            compare.try_small(tool, case, wrong, score)
    except Exception as error:  # foreign code: whatever it raises is a fact about it
        score.error = f"{type(error).__name__}: {error}".partition("\n")[0]


def _time(trust: Trust, book: Case) -> None:
    """A forward and backward pass and a check of it, in turns."""
    accepts = OURS[0].prepare(book)
    if book.adapter.timed:
        one, trust.unit = book.adapter.timed(book.problem), book.adapter.title
    else:
        one, trust.unit = partial(backprop, book.problem), "NumPy"
    trust.pass_s, trust.check_s = compare.in_turns([one, lambda: accepts(book.correct)], turns=64)
    verdict = judge_trace(book.problem, book.correct, book.adapter)
    trust.undecided = sum(c.given.size for c in verdict.comparisons) - verdict.decided
