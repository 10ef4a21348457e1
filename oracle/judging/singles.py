"""The judge of gradients of single examples: each equation alone, though no δ was handed over.

Because of BP3, ∇b^l of a single example is δ^l, and ∇w^l = δ^l (a^{l-1})ᵀ shows it as well: where ∇b is wrong and ∇w is as the
book has it, BP3 is what broke. Balls are asked first, and zonotopes where balls leave something open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.before_rounding import before_rounding
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import (
    BP1,
    BP2,
    BP3,
    BP4,
    Explain,
    Letters,
    balls_of,
    compared_with_the_book,
    errors,
    explained_by,
    predicts_all,
    residual,
)
from nablacheck.oracle.judging.observe import judged, observed_one_by_one
from nablacheck.oracle.judging.sharpening import gradient_of_draws, of_draws, sharpened
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.reference.arithmetic import Ball, zonotopes
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.errors import check_handed_in
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.problem import Problem


def judge_one_by_one(
    problem: Problem, adapter: Adapter, explain: Explain | None = None, ledger: Sequence[Defect] = LEDGER
) -> Verdict:
    """Each equation of code that returns gradients alone, which gets a copy of each example by itself.

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

    ∇b^l of the examples are the columns of an array (…, n_l, m), ∇w^l is (…, m, n_l, n_{l-1}); leading axes are draws. Without
    any, BP3 is in the place of BP1 or BP2 where ∇b is wrong, and ∇w shows that δ is right. Where balls leave an array open, z
    and a come from zonotopes; with `sharp` they do in any case.
    """

    def judge(draws: Any, finer: bool) -> Verdict:
        return _judge_singles(of_draws(problem, draws), gradient_of_draws(singles, draws), adapter, explain, ledger, finer)

    return sharpened(judge, problem, sharp)


def _judge_singles(
    problem: Problem, singles: Gradient, adapter: Adapter, explain: Explain | None, ledger: Sequence[Defect], sharp: bool
) -> Verdict:
    def letters(problem: Problem, literally: bool = False) -> Pass:
        xp = balls_of(problem, adapter)
        xp = zonotopes(*xp.modelled) if sharp else xp
        t = forward(Pass(problem, xp, adapter.kinks, batch=1, literally=literally))
        # ∇b is δ, and was rounded to it
        t.delta.update({l: xp.unrounded(xp.lift(array)) for l, array in singles.nabla_b.items()})
        return t

    def of_w(t: Pass, l: int, delta: Ball) -> Comparison:
        outer = _columns_apart(delta) @ _columns_apart(t.a[l - 1]).mT
        return residual(BP4, l, f"∇w^{l}", singles.nabla_w[l], outer, axes=3)

    def compare(t: Pass) -> Iterator[Comparison]:
        for l, c in zip(reversed(range(2, t.L + 1)), errors(t, singles.nabla_b), strict=True):
            t.delta[l] = before_rounding(c.given, c.ball)  # which the next equation reads
            if problem.x.ndim == 2 and c.disagrees.any() and _right_in_w(c, of_w(t, l, t.delta[l]), of_w(t, l, c.ball)):
                t.delta[l] = c.ball
                c = replace(c, equation=BP3, letter=f"∇b^{l}")
            yield c
        for l in t.delta:
            yield of_w(t, l, t.delta[l])

    verdict = compared_with_the_book(problem, adapter, letters, compare, ledger)
    if explain is None:
        return verdict
    if verdict.broken and verdict.broken[0].equation == BP3:
        return _explained_in_b(explain, verdict, letters)
    return explained_by(explain, verdict, adapter, letters, (BP1, BP2))


def _right_in_w(of_b: Comparison, with_b: Comparison, with_book: Comparison) -> bool:
    """Whether ∇w contradicts ∇b where that is wrong, and nowhere there the book; it says nothing where all of a^{l-1} is 0."""
    other = with_b.disagrees | (np.isfinite(with_b.given) & ~np.isfinite(of_b.given).T[..., None])
    contradicts_b, contradicts_book = (rows.any(axis=-1).T[of_b.disagrees] for rows in (other, with_book.disagrees))
    return bool(contradicts_b.any() and not contradicts_book.any())


def _explained_in_b(explain: Explain, verdict: Verdict, letters: Letters) -> Verdict:
    """The verdict with what predicts ∇b of every example of which it is wrong, where that broke first."""
    c = verdict.broken[0]
    assert c.layer is not None
    common: dict[str, None] | None = None
    for i in np.flatnonzero(c.disagrees.any(axis=0)):
        t, column = letters(verdict.problem.columns(slice(i, i + 1))), slice(i, i + 1)
        t.delta[c.layer] = c.ball[:, column]
        found = dict.fromkeys(map(str, explain(t, BP3, c.layer, c.given[:, column])))
        common = found if common is None else {says: None for says in common if says in found}
    return replace(verdict, looks_like=tuple(f"{says} ({predicts_all(c)})" for says in common or ()))


def _columns_apart(ball: Ball) -> Ball:
    """(…, n, m) as m columns (…, m, n, 1)"""
    return ball.mT[..., None]
