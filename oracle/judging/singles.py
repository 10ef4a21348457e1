"""The judge of gradients of single examples: BP1, BP2 and BP4 alone, though no δ was handed over.

Because of BP3, ∇b^l of a single example is δ^l. Balls are asked first, and zonotopes where balls leave something open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.before_rounding import before_rounding
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.handed_in import check_handed_in
from nablacheck.oracle.judging.judges import (
    BP1,
    BP2,
    BP4,
    Explain,
    balls_of,
    compared_with_the_book,
    errors,
    explained_by,
    residual,
)
from nablacheck.oracle.judging.observe import judged, observed_one_by_one
from nablacheck.oracle.judging.sharpening import gradient_of_draws, of_draws, sharpened
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.reference.arithmetic import Ball, zonotopes
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.network import Gradient, Problem


def judge_one_by_one(
    problem: Problem, adapter: Adapter, explain: Explain | None = None, ledger: Sequence[Defect] = LEDGER
) -> Verdict:
    """BP1, BP2 and BP4 of code that returns gradients alone, which gets a copy of each example by itself.

    The problem has no leading axes. What the code breaks besides the equations is in `breaches`: another shape, kind of number
    or dtype, changed inputs, an error.
    """
    check_handed_in(problem=(problem, Problem), adapter=(adapter, Adapter))
    seen = observed_one_by_one(adapter.gradient, problem)
    if seen.result is None:
        return Verdict(problem, adapter.name, adapter.precision(problem.dtype), (), seen.breaches)
    singles = seen.result
    verdict = judged(lambda problem: judge_singles(problem, singles, adapter, explain, ledger), problem, seen)
    return replace(verdict, breaches=seen.breaches)


def judge_singles(
    problem: Problem,
    singles: Gradient,
    adapter: Adapter,
    explain: Explain | None = None,
    ledger: Sequence[Defect] = LEDGER,
    sharp: bool = False,
) -> Verdict:
    """BP1, BP2 and BP4 of the gradients of single examples, where ∇b is δ; z and a come from enclosures.

    ∇b^l of the examples are the columns of an array (…, n_l, m), ∇w^l is (…, m, n_l, n_{l-1}); leading axes are draws. Where
    balls leave an array open, z and a come from zonotopes; with `sharp` they do in any case.
    """

    def judge(draws: Any, finer: bool) -> Verdict:
        return _judge_singles(of_draws(problem, draws), gradient_of_draws(singles, draws), adapter, explain, ledger, finer)

    return sharpened(judge, problem, sharp)


def _judge_singles(
    problem: Problem, singles: Gradient, adapter: Adapter, explain: Explain | None, ledger: Sequence[Defect], sharp: bool
) -> Verdict:
    def letters(problem: Problem, literally: bool = False) -> Pass:
        xp = balls_of(problem, adapter)
        xp = zonotopes(xp.precision, xp.library) if sharp else xp
        t = forward(Pass(problem, xp, adapter.kinks, batch=1, literally=literally))
        # ∇b is δ, and was rounded to it
        t.delta.update({l: xp.unrounded(xp.lift(array)) for l, array in singles.nabla_b.items()})
        return t

    def compare(t: Pass) -> Iterator[Comparison]:
        for l, c in zip(reversed(range(2, t.L + 1)), errors(t, singles.nabla_b), strict=True):
            t.delta[l] = before_rounding(c.given, c.ball)  # which the next equation reads
            yield c
        for l in t.delta:
            outer = _columns_apart(t.delta[l]) @ _columns_apart(t.a[l - 1]).mT
            yield residual(BP4, l, f"∇w^{l}", singles.nabla_w[l], outer, axes=3)

    verdict = compared_with_the_book(problem, adapter, letters, compare, ledger)
    return explained_by(explain, verdict, adapter, letters, (BP1, BP2)) if explain else verdict


def _columns_apart(ball: Ball) -> Ball:
    """(…, n, m) as m columns (…, m, n, 1)"""
    return ball.mT[..., None]
