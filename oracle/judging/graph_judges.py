"""The judge on graphs: each equation alone, with the numbers of whoever is judged on its right-hand side.

(23), BP1 and BP2 belong to a layer; BP3 and BP4 to a parameter by name, which several layers may share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.before_rounding import before_rounding
from nablacheck.oracle.judging.claimed_input import not_its_input
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.computed_anew import ComputedAnew
from nablacheck.oracle.judging.judges import (
    ACTIVATION,
    BP1,
    BP2,
    BP3,
    BP4,
    COST,
    WEIGHTED_INPUT,
    Letters,
    as_read,
    compared_with_the_book,
    end_to_end,
    predicts_all,
    residual,
)
from nablacheck.oracle.judging.sharpening import Judge, merged
from nablacheck.oracle.judging.verdict import Named, Verdict
from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.reference.arithmetic import Arithmetic, zonotopes
from nablacheck.reference.backprop import forward, output_error, send_back
from nablacheck.reference.errors import check_handed_in
from nablacheck.reference.graphs.graph_equations import ON_GRAPHS, GraphPass, nabla_b, nabla_w
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphGradient, GraphTrace
from nablacheck.reference.problem import Problem

WORK = 2**36
"""The multiplications, some seconds of them, beyond which balls have the last word."""
Compare = Callable[[GraphPass, int], Comparison]
"""Compares a letter of a layer with its equation."""

Explain = Callable[[GraphPass, Comparison], Sequence[Named]]
"""What predicts the numbers of a comparison, from the letters that its equation reads."""

Predict = Callable[[GraphPass, Mapping[str, Any]], Sequence[Named]]
"""What predicts all slopes, for a pass that has come forward and back."""


def judge_graph_trace(
    problem: GraphProblem,
    trace: GraphTrace,
    adapter: Adapter,
    explain: Explain | None = None,
    ledger: Sequence[Defect] = LEDGER,
) -> Verdict:
    """The equation residuals of a trace on a graph; leading axes of problem and trace are draws of the numbers.

    `explain` is asked what predicts the numbers of what broke first, `ledger` are the known defects. InputError where the trace
    is not the problem's.
    """
    check_handed_in(problem=(problem, GraphProblem), trace=(trace, GraphTrace), adapter=(adapter, Adapter))
    trace.check(problem)
    xp, anew = adapter.balls(problem.dtype), adapter.reads_anew is not None
    read = {
        name: {l: as_read(part, xp, adapter) for l, part in getattr(trace, name).items() if l > 1}
        for name in ("z", "a", "delta")
    }

    def letters(given: GraphProblem, literally: bool = False) -> GraphPass:
        t = ComputedAnew(given, xp, adapter, literally) if anew else GraphPass(given, xp, adapter.kinks, literally)
        for name, layers in read.items():
            getattr(t, name).update(layers)
        if adapter.fuses and not anew:  # what is computed anew is not rounded either
            with t.xp.working():
                t.a[t.L] = before_rounding(trace.a[t.L], t.sigma(t.L))
        return t

    def weighted_input(t: GraphPass, l: int) -> Comparison:
        return residual(WEIGHTED_INPUT, l, f"z^{l}", trace.z[l], ON_GRAPHS.z(t, l))

    def activation(t: GraphPass, l: int) -> Comparison:
        return residual(ACTIVATION, l, f"a^{l}", trace.a[l], ON_GRAPHS.a(t, l))

    def error(t: GraphPass, l: int) -> Comparison:
        ball = output_error(t, ON_GRAPHS) if l == t.L else ON_GRAPHS.bp2(t, l)
        return residual(BP1 if l == t.L else BP2, l, f"δ^{l}", trace.delta[l], ball)

    def made(t: GraphPass, letter: str, l: int, compared: Compare) -> Comparison | Callable[[], Comparison]:
        return t.judged(letter, l, compared(t, l)) if isinstance(t, ComputedAnew) else partial(compared, t, l)

    def compare(t: GraphPass) -> Iterator[Comparison | Callable[[], Comparison]]:
        for l in t.graph.layers:
            yield made(t, "z", l, weighted_input)
            yield made(t, "a", l, activation)
        if trace.cost is not None:
            yield lambda: residual(COST, None, "C", trace.cost, t.cost, axes=0)
        for l in reversed(range(2, t.L + 1)):
            yield made(t, "delta", l, error)
        yield from (partial(_of_slope, t, name, trace.slopes[name]) for name in t.graph.parameters)

    verdict = _compared(problem, adapter, letters, compare, ledger)
    verdict = replace(verdict, breaches=tuple(not_its_input(trace.a, problem.x)))
    return _named(verdict, problem, letters, explain)


def judge_graph_gradient(
    problem: GraphProblem,
    gradient: GraphGradient,
    adapter: Adapter,
    explain: Predict | None = None,
    ledger: Sequence[Defect] = LEDGER,
) -> Verdict:
    """∂C/∂w and ∂C/∂b of every parameter, and C where it was given, against balls around the whole computation.

    Where these leave an array open, zonotopes are asked, if that is not too much work; what a link moves they take as balls.
    `explain` is asked what predicts all slopes, of a problem without leading axes. InputError where the gradient is not the
    problem's.
    """
    check_handed_in(problem=(problem, GraphProblem), gradient=(gradient, GraphGradient), adapter=(adapter, Adapter))
    gradient.check(problem)

    def passed(given: GraphProblem, xp: Arithmetic, literally: bool = False) -> GraphPass:
        t = GraphPass(given, xp, adapter.kinks, literally)
        forward(t, ON_GRAPHS)
        send_back(t, ON_GRAPHS)
        return t

    def letters(given: GraphProblem, literally: bool = False) -> GraphPass:
        return passed(given, adapter.balls(given.dtype), literally)

    def finer(given: GraphProblem, literally: bool = False) -> GraphPass:
        of_balls = adapter.balls(given.dtype)
        return passed(given, zonotopes(*of_balls.modelled), literally)

    def compare(t: GraphPass) -> Iterator[Comparison]:
        if gradient.cost is not None:
            yield end_to_end("C end to end", None, "C", gradient.cost, t.cost, axes=0)
        for name in t.graph.parameters:
            c = end_to_end("the gradient end to end", None, f"∇{name}", gradient.slopes[name], _slope(t, name))
            yield replace(c, parameter=name)

    def judge(draws: Any, sharp: bool) -> Verdict:
        return _compared(problem, adapter, finer if sharp else letters, compare, ledger)

    verdict = sharpened_on_graphs(judge, problem)
    if explain is None or not verdict.broken or problem.x.ndim > 2:
        return verdict
    t = letters(problem)
    with t.xp.working():
        found = explain(t, gradient.slopes)
    count = sum(np.size(slope) for slope in gradient.slopes.values())
    return _with_names(verdict, found, f"predicts all {count} slopes")


def sharpened_on_graphs(judge: Judge, problem: GraphProblem) -> Verdict:
    """The verdict in balls, and in zonotopes as well where balls leave an array open, if that is not too much work."""
    verdict = judge(..., False)
    if verdict.inconclusive and work(problem) <= WORK:
        verdict = merged(verdict, [(..., judge(..., True))])
    return verdict


def work(problem: GraphProblem) -> int:
    """About the multiplications of zonotopes: a symbol for each neuron on the way, each a column of every product."""
    graph = problem.network
    symbols = 2 * sum(n for n, _ in graph.shapes.values())
    products = sum(
        graph.parameters[name].shape[-1] * graph.parameters[name].shape[-2] * graph.shapes[l][1]
        for name, users in graph.users.items()
        for l, _ in users
    )
    return int(2 * math.prod(problem.x.shape[:-2]) * problem.batch * symbols * products)


def _slope(t: GraphPass, name: str) -> Any:
    return nabla_b(t, name) if name in t.b else nabla_w(t, name)


def _of_slope(t: GraphPass, name: str, given: Any) -> Comparison:
    """The equation of a parameter's slope."""
    return replace(residual(BP3 if name in t.b else BP4, None, f"∇{name}", given, _slope(t, name)), parameter=name)


def _compared(problem: GraphProblem, adapter: Adapter, letters: Any, compare: Any, ledger: Sequence[Defect]) -> Verdict:
    """As of a chain: what is asked of the problem there, a graph has as well."""
    return compared_with_the_book(cast(Problem, problem), adapter, cast(Letters, letters), compare, ledger)


def _named(verdict: Verdict, problem: GraphProblem, letters: Callable[..., GraphPass], explain: Explain | None) -> Verdict:
    """The verdict with what predicts the numbers of what broke first, and with what that layer or parameter adds up."""
    first = verdict.broken[0] if verdict.broken else None
    if first is None or first.equation not in (BP1, BP2, BP3, BP4):
        return verdict
    verdict = replace(verdict, remarks=tuple(_added_up(problem, first)))
    if explain is None:
        return verdict
    t = letters(problem)
    with t.xp.working():
        found = explain(t, first)
    return _with_names(verdict, found, predicts_all(first))


def _with_names(verdict: Verdict, found: Sequence[Named], predicts: str) -> Verdict:
    return replace(verdict, looks_like=tuple(f"{named.says} ({predicts})" for named in found), named=tuple(found))


def _added_up(problem: GraphProblem, c: Comparison) -> Iterator[str]:
    """Of an equation that adds up parts, which they are."""
    graph = problem.network
    if c.equation == BP2 and c.layer is not None:
        yield f"layer {c.layer} is read by " + ", and by ".join(f"layer {m} ({edge})" for m, edge in graph.readers[c.layer])
    elif c.equation == BP4:
        yield f"{c.parameter} is the weight of " + ", and of ".join(
            f"layer {m} ({edge})" for m, edge in graph.users[c.parameter]
        )
    elif c.equation == BP3:
        yield f"{c.parameter} is the bias of layer " + ", ".join(map(str, graph.biases[c.parameter]))
