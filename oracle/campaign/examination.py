"""The conformance examination of an adapter: one question after the other, in the order in which answers should be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from nablacheck.adapters.contract import Adapter, no_gradient
from nablacheck.oracle.campaign.crosscheck import verdicts
from nablacheck.oracle.campaign.significand import kept, long_sums
from nablacheck.oracle.generating.problems import LAYOUTS, seeded, template_problem
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.judging.observe import observed
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.backprop import backprop
from nablacheck.reference.composed import composed
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

PASSED, FAILED, LEFT_OUT = "passed", "failed", "left out"
RANDOM, DRAWS = 12, 3
"""Random problems in each dtype, and draws of the numbers of each."""
STACKS = (("sigmoid", "tanh", "sigmoid"), ("relu", "leaky_relu", "identity"), ("softplus", "gelu", "softmax"))


@dataclass(frozen=True)
class Answer:
    """What came of a question: whether it was passed, what was seen, and what to do first where it failed."""

    question: str
    outcome: str
    says: str = ""
    mend: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked: `ask` gives what is wrong, in words; `mend` is what to do then, `stops` that nothing else can be asked.

    `of` tells of which adapters it is asked.
    """

    name: str
    mend: str
    ask: Callable[[Adapter], Iterator[str]]
    stops: bool = False
    of: Callable[[Adapter], bool] = lambda adapter: True


def examined(adapter: Adapter, further: Iterable[Question] = ()) -> Iterator[Answer]:
    """The answers of an adapter; after one that nothing can be asked without, the rest is left out."""
    stopped = ""
    for question in (*QUESTIONS, *further):
        if stopped or not question.of(adapter):
            yield Answer(question.name, LEFT_OUT, stopped or "it is no question for this adapter")
            continue
        wrong = list(question.ask(adapter))
        yield Answer(question.name, FAILED, "\n".join(wrong), question.mend) if wrong else Answer(question.name, PASSED)
        if wrong and question.stops:
            stopped = f"{question.name} failed, without which it cannot be asked"


def computes(adapter: Adapter) -> bool:
    """Whether it has a gradient, or what belongs to a direction."""
    return adapter.gradient is not no_gradient or adapter.directional


def is_exact(adapter: Adapter) -> bool:
    """Whether it has a gradient of its own that rounding alone may change: no difference quotients, no directions."""
    return adapter.gradient is not no_gradient and not adapter.differences and not adapter.directional


def _templates(adapter: Adapter, batch: int = 5) -> Iterator[Problem]:
    for dtype in adapter.dtypes:
        for activations in STACKS:
            yield template_problem(1, activations, batch=batch, dtype=dtype)


def _first(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """The first verdict that something is wrong, in words."""
    wrong = next((verdict for verdict in verdicts if verdict.disagrees), None)
    if wrong is not None:
        yield wrong.explain()


def is_called(adapter: Adapter) -> Iterator[str]:
    """Whether it takes a problem and returns a gradient in its shapes: breaches without a result."""
    for problem in _templates(adapter):
        seen = observed(adapter.trace or adapter.gradient, problem)
        if seen.result is None:
            yield from (f"{adapter.name} {breach}\nnetwork: {problem}" for breach in seen.breaches)
            return


def keeps_promises(adapter: Adapter) -> Iterator[str]:
    """Whether what it returns has the dtype of the problem, and its inputs are what they were."""
    said: dict[str, Problem] = {}
    for problem in _templates(adapter):
        for breach in observed(adapter.trace or adapter.gradient, problem).breaches:
            said.setdefault(breach, problem)
    yield from (f"{adapter.name} {breach}\nnetwork: {problem}" for breach, problem in said.items())


def _right(problem: Problem, given: Gradient | None, adapter: Adapter) -> bool:
    return given is not None and not judge_gradient(problem, given, adapter).disagrees


def answers_again(adapter: Adapter) -> Iterator[str]:
    """Whether an answer depends on what was asked before; what is right for the problem before is said to be."""
    dtype = adapter.dtypes[0]
    two = [template_problem(seed, batch=1, dtype=dtype) for seed in (1, 2)]
    before: Problem | None = None
    for call, place in enumerate((0, 1, 0, 1, 1, 0, 0), start=1):
        problem = two[place]
        given = observed(adapter.gradient, problem).result
        if before is not None and not _right(problem, given, adapter) and _right(before, given, adapter):
            yield (
                f"call {call} returned the gradient of the problem of the call before: something is kept.\nnetwork: {problem}"
            )
            return
        before = problem
    first, second = (observed(adapter.gradient, two[0]).result for _ in range(2))
    for given in (first, second):
        if given is None or (not _right(two[0], given, adapter) and _right(two[0], _other(given, first, second), adapter)):
            yield f"the same problem, asked twice, has two answers, of which one is wrong.\nnetwork: {two[0]}"
            return


def _other(given: Gradient, first: Gradient | None, second: Gradient | None) -> Gradient | None:
    return second if given is first else first


def keeps_bits(adapter: Adapter) -> Iterator[str]:
    """Whether products and sums keep as many bits as the format has."""
    for dtype in adapter.dtypes:
        found = list(kept(adapter, dtype))
        fewer = [one.says for one in found if one.fewer]
        if all(one.bits == one.of for one in found):
            fewer = list(long_sums(adapter, dtype))
        yield from (f"in {dtype}, {says}" for says in fewer)


def is_right_for_one(adapter: Adapter) -> Iterator[str]:
    """Each equation on problems of a single example, forward and back."""
    yield from _first(verdict for problem in _templates(adapter, 1) for verdict in verdicts(problem, adapter))


def is_right_for_batches(adapter: Adapter) -> Iterator[str]:
    """The same on batches; whether two examples that change places would make it right is asked where it is wrong."""
    for problem in _templates(adapter):
        for verdict in verdicts(problem, adapter):
            if verdict.disagrees:
                yield "\n".join([verdict.explain(), *_exchanged(problem, adapter)])
                return


def _exchanged(problem: Problem, adapter: Adapter) -> Iterator[str]:
    given = observed(adapter.trace or adapter.gradient, problem).result
    for i, k in combinations(range(problem.batch), 2):
        order = list(range(problem.batch))
        order[i], order[k] = k, i
        for letter, other in (("x", replace(problem, x=problem.x[:, order])), ("y", replace(problem, y=problem.y[:, order]))):
            if _right(other, given, adapter):
                yield f"looks like: examples {i} and {k} changed places in {letter}: with them exchanged, ∇b and ∇w are right"
                return
    if all(_right(one, observed(adapter.gradient, one).result, adapter) for one in problem.examples()):
        yield "each example by itself has the right gradient: what is wrong is how a batch is put together"


def takes_layouts(adapter: Adapter) -> Iterator[str]:
    """Arrays whose columns come first in memory, or that have gaps; layers and batches of one."""
    for dtype in adapter.dtypes:
        plain = template_problem(1, dtype=dtype)
        laid = [plain.map(layout) for layout in LAYOUTS.values()]
        thin = template_problem(2, widths=(1, 4, 1, 3), batch=1, dtype=dtype)
        yield from _first(verdict for problem in (*laid, thin) for verdict in verdicts(problem, adapter))


def declares_kinks(adapter: Adapter) -> Iterator[str]:
    """What σ′ it takes at kinks: between both sides it is a choice, which has to be declared."""
    for name in ("relu", "leaky_relu", "elu(alpha=0.5)", "hardtanh"):
        entry = ACTIVATIONS[name]
        taken = {float(kink): _prime_taken(adapter, entry, float(kink)) for kink in entry.kinks}
        declared = {kink: _prime_declared(adapter, entry, kink) for kink in taken}
        if any(taken[kink] != declared[kink] for kink in taken):
            choices = all(min(entry.kinks[kink]) <= taken[kink] <= max(entry.kinks[kink]) for kink in entry.kinks)
            what = f"kinks={{{entry.family!r}: {taken}}}" if choices else "a derivative between those on both sides"
            yield (
                f"{entry.name}′ is {taken} at its kinks, and {declared} by what the adapter declares; "
                f"{'declare' if choices else 'take'} {what}"
            )


def _at(entry: Activation, z: float, dtype: str) -> Problem:
    """One neuron whose ∇b is σ′(z): the target is σ(z) − 1."""
    one, zero = np.ones((1, 1), dtype), np.zeros((1, 1), dtype)
    network = Network({2: one}, {2: zero}, {2: entry}, "quadratic")
    a = backprop(Problem(network, one * z, zero)).a[2]
    return Problem(network, one * z, (a - 1).astype(dtype))


def _prime_taken(adapter: Adapter, entry: Activation, kink: float) -> float:
    seen = observed(adapter.gradient, _at(entry, kink, adapter.dtypes[-1]))
    return float("nan") if seen.result is None else float(seen.result.nabla_b[2][0, 0])


def _prime_declared(adapter: Adapter, entry: Activation, kink: float) -> float:
    problem = composed(_at(entry, kink, adapter.dtypes[-1]), adapter.composes, adapter.pullbacks)
    return float(backprop(problem, kinks=adapter.kinks).nabla_b[2][0, 0])


def stands_extremes(adapter: Adapter) -> Iterator[str]:
    """Random problems in every regime: saturated, huge and tiny weights, exact zeros, subnormal numbers."""
    for dtype in adapter.dtypes:
        problems = (drawn.problem for drawn in seeded(1, RANDOM, dtype, DRAWS))
        yield from _first(verdict for problem in problems for verdict in verdicts(problem, adapter))


QUESTIONS: Sequence[Question] = (
    Question(
        "calls and shapes",
        "return a Gradient, or a Trace, with an array for each layer in the shape that the problem has",
        is_called,
        stops=True,
        of=computes,
    ),
    Question(
        "dtypes and inputs",
        "return everything in the dtype of the problem, and work on copies of what is handed over",
        keeps_promises,
        of=computes,
    ),
    Question("repeatability", "keep nothing from one call to the next", answers_again, of=is_exact),
    Question(
        "precision",
        "compute in the format of the problem, or declare dtypes and accumulator as they are",
        keeps_bits,
        of=is_exact,
    ),
    Question(
        "equations, one example",
        "mend the equation that is named; all after it reads its numbers",
        is_right_for_one,
        of=computes,
    ),
    Question(
        "batches",
        "sum over the examples, each with its own x and y, and divide by their number once",
        is_right_for_batches,
        of=computes,
    ),
    Question(
        "layouts and single neurons", "read arrays by their strides, and keep axes of length 1", takes_layouts, of=computes
    ),
    Question("kinks", "declare what is taken at kinks", declares_kinks, of=is_exact),
    Question(
        "extremes",
        "see how the formula overflows, or how accurate the elementary functions really are",
        stands_extremes,
        of=computes,
    ),
)
"""What is asked of every adapter, in the order in which it should be mended."""
