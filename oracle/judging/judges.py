"""The judge: numbers that somebody computed, against the equations that they must satisfy, to rounding.

`judge_trace` checks every equation alone, with the framework's own neighbours as exact inputs, so that nothing compounds
with depth and a violation names the equation and the layer. `judge_gradient` checks ∇b and ∇w end to end, against
enclosures of the whole computation; it asks balls first, and zonotopes where balls leave something open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.before_rounding import before_rounding, once_more
from nablacheck.oracle.judging.claimed_input import not_its_input
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.fast_products import remarked
from nablacheck.oracle.judging.sharpening import enclosed, gradient_of_draws, of_draws, sharpened
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.oracle.ledger import LEDGER, Defect, with_defects
from nablacheck.reference.arithmetic import Ball, Balls, precision
from nablacheck.reference.backprop import BOOK, Pass, forward, output_error, send_back
from nablacheck.reference.composed import composed
from nablacheck.reference.errors import check_handed_in
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.problem import Problem

Explain = Callable[[Pass, str, int, Any], tuple[object, ...]]
"""What predicts the numbers given for one equation at a layer, from the letters that it reads; shown by `str`."""
WEIGHTED_INPUT, ACTIVATION, COST = "(23) z", "(23) σ", "(26)"
BP1, BP2, BP3, BP4 = "BP1", "BP2", "BP3", "BP4"
NABLA_B, NABLA_W = "∇b end to end", "∇w end to end"


def judge_trace(
    problem: Problem, trace: Trace, adapter: Adapter, explain: Explain | None = None, ledger: Sequence[Defect] = LEDGER
) -> Verdict:
    """The equation residuals of a trace; leading axes of problem and trace are draws of the numbers.

    `explain` is asked what predicts the numbers of what broke first, `ledger` are the known defects. An a^1 that is not x is
    a breach. InputError where the shapes of the trace are not the problem's.
    """
    check_handed_in(problem=(problem, Problem), trace=(trace, Trace), adapter=(adapter, Adapter))
    trace.check(problem)

    def letters(problem: Problem, literally: bool = False) -> Pass:
        t = Pass(problem, balls_of(problem, adapter), adapter.kinks, literally=literally)
        for name in ("z", "a", "delta"):
            getattr(t, name).update({l: as_read(part, t.xp, adapter) for l, part in getattr(trace, name).items() if l > 1})  # type: ignore[arg-type]
        if adapter.fuses:
            with t.xp.working():
                t.a[t.L] = before_rounding(trace.a[t.L], t.sigma(t.L))
        return t

    def compare(t: Pass) -> Iterator[Comparison]:
        yield from _forward(t, trace)
        for l, c in zip(reversed(range(2, t.L + 1)), errors(t, trace.delta, trace.z), strict=True):
            if adapter.recomputes:
                t.delta[l] = once_more(c.given, c.ball)  # which the next equations read
            yield c
        for l in reversed(range(2, t.L + 1)):
            yield residual(BP3, l, f"∇b^{l}", trace.nabla_b[l], BOOK.bp3(t, l))
            yield residual(BP4, l, f"∇w^{l}", trace.nabla_w[l], BOOK.bp4(t, l))

    verdict = compared_with_the_book(problem, adapter, letters, compare, ledger)
    verdict = replace(verdict, breaches=tuple(not_its_input(trace.a, problem.x)))
    verdict = remarked(verdict, lambda: letters(as_computed(problem, adapter)))
    return explained_by(explain, verdict, adapter, letters, (BP1, BP2, BP3, BP4)) if explain else verdict


def judge_gradient(
    problem: Problem, gradient: Gradient, adapter: Adapter, ledger: Sequence[Defect] = LEDGER, sharp: bool = False
) -> Verdict:
    """∇b and ∇w (and C where it was reported) against enclosures of the whole computation.

    Where balls leave an array open, zonotopes are asked; `sharp` asks them in any case. InputError where the shapes of the
    gradient are not the problem's.
    """
    check_handed_in(problem=(problem, Problem), gradient=(gradient, Gradient), adapter=(adapter, Adapter))
    gradient.check(problem)

    def judge(draws: Any, finer: bool) -> Verdict:
        return in_one_enclosure(of_draws(problem, draws), gradient_of_draws(gradient, draws), adapter, ledger, finer)

    return sharpened(judge, problem, sharp)


def in_one_enclosure(problem: Problem, gradient: Gradient, adapter: Adapter, ledger: Sequence[Defect], sharp: bool) -> Verdict:
    """∇b and ∇w against balls alone, or where `sharp` says so against zonotopes alone."""

    def letters(problem: Problem, literally: bool = False) -> Pass:
        xp = balls_of(problem, adapter)
        if sharp:
            return enclosed(problem, xp, adapter.kinks, literally)
        return send_back(forward(Pass(problem, xp, adapter.kinks, literally=literally)))

    def compare(t: Pass) -> Iterator[Comparison]:
        if gradient.cost is not None:
            yield end_to_end("C end to end", None, "C", gradient.cost, t.cost, axes=0)
        for l in t.delta:
            yield end_to_end(NABLA_B, l, f"∇b^{l}", gradient.nabla_b[l], BOOK.bp3(t, l))
            yield end_to_end(NABLA_W, l, f"∇w^{l}", gradient.nabla_w[l], BOOK.bp4(t, l))

    return compared_with_the_book(problem, adapter, letters, compare, ledger)


def as_read(array: Any, xp: Balls, adapter: Adapter) -> Ball:
    """A letter as the next equation reads it: as it was returned, or before it was rounded from a wider dtype."""
    ball = xp.lift(array)
    wider = adapter.computes_in is not None and precision(adapter.computes_in).u < xp.precision.u
    return xp.unrounded(ball) if wider else ball


def balls_of(problem: Problem, adapter: Adapter) -> Balls:
    """The balls that a problem is judged in."""
    return adapter.balls(problem.dtype)


def _forward(t: Pass, trace: Trace) -> Iterator[Comparison]:
    for l in range(2, t.L + 1):
        yield residual(WEIGHTED_INPUT, l, f"z^{l}", trace.z[l], BOOK.z(t, l))
        yield residual(ACTIVATION, l, f"a^{l}", trace.a[l], BOOK.a(t, l))
    if trace.cost is not None:
        yield residual(COST, None, "C", trace.cost, t.cost, axes=0)


def errors(t: Pass, delta: Any, z: Any = None) -> Iterator[Comparison]:
    """BP1 and BP2, with z where it was returned."""
    z = z or {}
    yield residual(BP1, t.L, f"δ^{t.L}", delta[t.L], of_numbers(z.get(t.L), output_error(t)))
    for l in reversed(range(2, t.L)):
        yield residual(BP2, l, f"δ^{l}", delta[l], of_numbers(z.get(l), BOOK.bp2(t, l)))


def of_numbers(z: Any, error: Any) -> Any:
    """δ, of which nothing is said where z is NaN: whoever has a number for σ of it may have NaN for σ′, and the other way."""
    if z is None or not np.isnan(z).any():
        return error
    return Ball(error.mid, np.where(np.isnan(z), np.inf, error.rad), error.size, error.model)


def residual(equation: str, layer: int | None, letter: str, given: Any, ball: Ball, axes: int = 2) -> Comparison:
    """An equation: the yardstick is the sum of its absolute terms."""
    return Comparison(equation, layer, letter, given, ball, ball.size, axes=axes)


def end_to_end(equation: str, layer: int | None, letter: str, given: Any, ball: Ball, axes: int = 2) -> Comparison:
    """A whole computation: the yardstick is the midpoint, or what underflow may flush."""
    return Comparison(equation, layer, letter, given, ball, np.maximum(abs(ball.mid), 2 * ball.model.floor), axes=axes)


class Letters(Protocol):
    """The letters that the equations of a problem read; `literally` as in `Pass`."""

    def __call__(self, problem: Problem, literally: bool = False) -> Pass:
        """The pass with the letters in it."""


Compare = Callable[[Pass], Iterator[Comparison | Callable[[], Comparison]]]
"""The comparisons of a pass, one after the other; a function makes one that needs none of the others."""


def compared_with_the_book(
    problem: Problem, adapter: Adapter, letters: Letters, compare: Compare, ledger: Sequence[Defect]
) -> Verdict:
    """Compares the letters with the book, and where they disagree, with the formulas of the known defects as well."""
    book = with_the_book_alone(problem, adapter, letters, compare, ledger)
    if any(c.broken for c in book):
        met = [defect for defect in ledger if defect.concerns(problem, adapter)]
        formulas, tried = [defect for defect in met if defect.uses], []
        for defects in [[defect] for defect in formulas] + ([formulas] if len(formulas) > 1 else []):
            if any(c.broken for c in book):
                theirs = as_computed(with_defects(problem, defects, adapter), adapter)
                tried.append(_compared(letters(theirs), compare, book))
                book = _explained(book, tried[-1], defects)
        for defect in met:
            if defect.not_finite and any(c.broken for c in book):
                book = _not_finite(book, letters(as_computed(problem, adapter)), defect)
        for other_formula in tried:
            book = _undecided(book, other_formula)
    return Verdict(problem, adapter.name, adapter.precision(problem.dtype), book)


def with_the_book_alone(
    problem: Problem, adapter: Adapter, letters: Letters, compare: Compare, ledger: Sequence[Defect]
) -> tuple[Comparison, ...]:
    """The comparisons of the letters with the book, whatever is known of the framework."""
    # whoever is known to compute another formula of the cost has nothing in it that cancels
    other = any(d.function == problem.network.cost.family and d.uses and d.concerns(problem, adapter) for d in ledger)
    t = letters(as_computed(problem, adapter), literally=other)
    book = _compared(t, compare)
    if t.cancelled and not other and any(c.broken for c in book):
        book = _divided(book, _compared(letters(as_computed(problem, adapter), literally=True), compare), t.cancelled.says)
    return book


def _divided(book: tuple[Comparison, ...], literal: tuple[Comparison, ...], why: str) -> tuple[Comparison, ...]:
    """Marks where only the cancelled form is known: BP1 as it stands divides by zero, and may give NaN or infinity."""
    return tuple(
        replace(b, divided=np.isfinite(b.ball.rad) & np.isinf(l.ball.rad), why=why) for b, l in zip(book, literal, strict=True)
    )


def _undecided(book: tuple[Comparison, ...], defective: tuple[Comparison, ...]) -> tuple[Comparison, ...]:
    """Leaves open what disagrees with the book where the formula that the framework is known to use decides nothing."""
    found = []
    for b, d in zip(book, defective, strict=True):
        nothing = b.unexplained & np.isinf(d.ball.rad) if b.broken else np.zeros((), dtype=bool)
        if nothing.any():
            b = replace(b, ball=Ball(b.ball.mid, np.where(nothing, np.inf, b.ball.rad), b.ball.size, b.ball.model))
        found.append(b)
    return tuple(found)


def as_computed(problem: Problem, adapter: Adapter) -> Problem:
    """The problem with the derivatives that the adapter takes of our formulas, where it has no function of its own."""
    return composed(problem, adapter.composes, adapter.pullbacks)


def _compared(t: Pass, compare: Compare, book: Sequence[Comparison] = ()) -> tuple[Comparison, ...]:
    """All comparisons; of another formula than that of the book those that are broken there, where each stands for itself."""
    with t.xp.working():
        return tuple(_made(c, book[i] if book else None) for i, c in enumerate(compare(t)))


def _made(c: Comparison | Callable[[], Comparison], before: Comparison | None) -> Comparison:
    if isinstance(c, Comparison):
        return c
    return c() if before is None or before.broken else before


def explained_by(explain: Explain, verdict: Verdict, adapter: Adapter, letters: Letters, equations: Sequence[str]) -> Verdict:
    """The verdict with what predicts every entry of what broke first."""
    first = verdict.broken[0] if verdict.broken else None
    if first is None or first.layer is None or first.equation not in equations:
        return verdict
    found = explain(letters(as_computed(verdict.problem, adapter)), first.equation, first.layer, first.given)
    return replace(verdict, looks_like=tuple(f"{diagnosis} ({predicts_all(first)})" for diagnosis in found))


def predicts_all(c: Comparison) -> str:
    """Says that something predicts every number of a comparison."""
    return f"predicts all {c.entries} entries of {c.letter}" if c.entries > 1 else f"predicts the one entry of {c.letter}"


def _not_finite(book: tuple[Comparison, ...], t: Pass, defect: Defect) -> tuple[Comparison, ...]:
    """Marks as known the NaN and infinities of the defect.

    Where the equation with the function in it is compared, they stand there alone: what follows reads them, and decides
    nothing. Where it is not, as in gradients alone, everything after them is lost, and nobody sees where they began.
    """
    examples = {l: _by_example(there.any(axis=-2), t.problem.batch) for l, there in defect.met(t).items()}
    equations = (BP1, BP2) if defect.derivative else (ACTIVATION, COST)
    compared, found = any(c.equation in equations for c in book), []
    for c in book:
        here = [met for l, met in examples.items() if not compared or (c.equation in equations and c.layer in (l, None))]
        known = c.unexplained & ~np.isfinite(c.given) & (_spread(np.any(here, axis=0), c) if here else False)
        found.append(replace(c, known=c.known | known, defects=(*c.defects, defect)) if known.any() else c)
    return tuple(found)


def _by_example(columns: Any, m: int) -> Any:
    """What is so at any position of an example, (…, m), of (…, p·m) columns."""
    return columns.reshape(*columns.shape[:-1], -1, m).any(axis=-2)


def _spread(examples: Any, c: Comparison) -> Any:
    """Examples (…, m) in the shape of a comparison: columns, arrays of their own, or together in what is summed over them."""
    if c.equation in (ACTIVATION, BP1, BP2):
        positions = np.shape(c.given)[-1] // examples.shape[-1]
        return np.tile(examples, positions)[..., None, :]
    return examples[..., None, None] if c.axes == 3 else examples.any(axis=-1)[(..., *[None] * c.axes)]


def _explained(
    book: tuple[Comparison, ...], defective: tuple[Comparison, ...], defects: Sequence[Defect]
) -> tuple[Comparison, ...]:
    """Marks as known what lies outside the book's ball and inside the ball of the formula that the framework uses.

    Where that formula decides nothing, the number is lost, and known if a defect says so.
    """
    lost, found = any(defect.lost for defect in defects), []
    for b, d in zip(book, defective, strict=True):
        if b.broken:
            known = b.unexplained & ~d.disagrees & (np.isfinite(d.ball.rad) | lost)
            b = replace(b, known=b.known | known, defects=(*b.defects, *defects)) if known.any() else b
        found.append(b)
    return tuple(found)
