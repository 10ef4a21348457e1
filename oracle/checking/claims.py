"""Gradients that somebody claims for a problem, without the code that computed them: right, wrong, or which mistake."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from nablacheck.oracle.checking.expected import Expected, penalty_on
from nablacheck.oracle.checking.files import Claim
from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.diagnosis import Diagnosis
from nablacheck.oracle.explaining.explanation import Explanation, explained
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.seen_forward import through_another
from nablacheck.oracle.explaining.walk import walk
from nablacheck.oracle.explaining.zeros import nothing_but_zeros, only_zeros
from nablacheck.oracle.judging.before_rounding import before_rounding
from nablacheck.oracle.judging.compared import RIGHT, Comparison
from nablacheck.oracle.judging.row_blocks import bytes_of
from nablacheck.oracle.judging.sharpening import sharpened
from nablacheck.oracle.judging.verdict import Verdict, digits
from nablacheck.reference.arithmetic import Balls, balls, precision, zonotopes
from nablacheck.reference.arithmetic.precision import NARROW, OWN
from nablacheck.reference.backprop import BOOK, Pass, forward, output_error
from nablacheck.reference.costs.targets import NAMED
from nablacheck.reference.errors import InputError
from nablacheck.reference.problem import Problem

Array = Any
ANY_LIBRARY = "any"
"""Nobody knows what computed the numbers of a file: the least accurate row of each function is taken."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A call: the problem and the learning rate that were handed over, what came back, and what came back the second time."""

    problem: Problem
    eta: float
    given: dict[str, Any]
    again: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Judgement:
    """The verdict on a claim, what it leaves open in `notes`, and on demand what explains it where it is wrong.

    `claimed` is what was claimed, as the explanation reads it; None where the forward pass is wrong already. `asked` is the
    call that it came from, if it came from one. `in_the_light` makes of the explanation what is said in the light of all
    that is known besides.
    """

    verdict: Verdict
    claimed: Claimed | None = None
    notes: tuple[str, ...] = ()
    found: Explanation | None = None
    asked: Asked | None = None
    in_the_light: Callable[[Explanation], Explanation] | None = None

    def __reduce__(self) -> tuple[Callable[..., Judgement], tuple[Any, ...]]:
        """How it is pickled and copied: with what explains it, which is found first."""
        return type(self), (self.verdict, None, self.notes, self.explanation)

    @cached_property
    def explanation(self) -> Explanation | None:
        """What explains the numbers that are wrong, equation by equation."""
        if self.found or self.claimed is None or not self.verdict.disagrees:
            return self.found
        claimed = self.claimed
        if nothing_but_zeros([claimed]):  # which is no evidence of another forward pass or declaration
            return only_zeros([walk(claimed)], claimed.problem.network.L)
        other = through_another([claimed], lambda through: [walk(claimed, through=through)])
        plain = other or explained([walk(claimed)])
        return self.in_the_light(plain) if self.in_the_light else plain

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """What predicts the numbers that are wrong, by every name that fits."""
        return self.explanation.diagnoses if self.explanation else ()

    def explain(self) -> str:
        """The explanation of the verdict, with what predicts every number, and the notes."""
        return "\n".join([self.shown.explain(), *(f"note: {note}" for note in self.notes)])

    @cached_property
    def shown(self) -> Verdict:
        """The verdict as it is shown: where it is wrong, equation by equation, with what they look like."""
        explanation = self.explanation
        return explanation.on(self.verdict) if explanation else self.verdict

    @property
    def outcome(self) -> str:
        """`right`, `wrong` or `inconclusive`, as of the verdict."""
        return self.verdict.outcome

    def __bool__(self) -> bool:
        return self.outcome == RIGHT

    @property
    def headline(self) -> str:
        """The outcome, and the proven digits where it is right."""
        return headline(self.outcome, self.verdict.proven_digits)

    def on_its_network(self) -> dict[str, Any]:
        """The verdict on each array that was claimed, as a JSON object, without what explains it."""
        return {
            "network": str(self.verdict.problem),
            "verdict": self.outcome,
            "proven_digits": finite(self.verdict.proven_digits),
            "equations": [_equation(c) for c in self.verdict.comparisons],
        }

    def as_json(self) -> dict[str, Any]:
        """The judgement as a JSON object, as in docs/report.schema.json."""
        named = self.diagnoses
        single = [diagnosis.mistakes[0] for diagnosis in named if len(diagnosis.mistakes) == 1]
        mistakes = [_mistake(mistake, layers) for mistake, layers in single]
        scales = [diagnosis.scale for diagnosis in named if diagnosis.scale]
        return {
            **self.on_its_network(),
            "equations": [_equation(c) for c in self.shown.comparisons],
            "mistake": mistakes[0] if len(mistakes) == 1 else None,
            "mistakes": mistakes,
            "scale": scales[0][1] if scales else None,
            "diagnoses": [str(diagnosis) for diagnosis in named],
            "notes": list(self.notes),
        }


def _mistake(mistake: Mistake, layers: frozenset[int]) -> dict[str, Any]:
    return {"name": mistake.name, "equation": mistake.equation, "layer": min(layers), "says": mistake.says}


def _equation(c: Comparison) -> dict[str, Any]:
    return {
        "equation": c.equation,
        "layer": c.layer,
        **({"parameter": c.parameter} if c.parameter else {}),
        "letter": c.letter,
        "verdict": c.outcome,
        "worst_error_over_bound": finite(float(np.max(c.error_over_bound, initial=0.0))),
        "proven_digits": finite(c.proven_digits),
        "proven_digits_in_balls": finite(c.in_balls.proven_digits),
        "drowned": c.many_drowned,
        "roundings": c.roundings[0],
        "roundings_allowed": c.roundings[1],
    }


def finite(number: float) -> float | None:
    """JSON has no infinity and no NaN: null stands for them."""
    return number if math.isfinite(number) else None


def headline(outcome: str, proven: float) -> str:
    """The first line of an answer: `right` says how far."""
    return f"{outcome} to {digits(proven)}" if outcome == RIGHT else outcome


def judge_claim(claim: Claim, origin: str = "the file", memory: float | None = None) -> Judgement:
    """The claimed gradient end to end, and on a single example equation by equation; InputError for wrong shapes.

    With `memory`, in bytes, ∇w is judged in blocks of rows that fit into it beside what the file holds: end to end alone, in
    balls alone, and what was typed is not looked for.
    """
    problem, gradient = claim.problem, claim.gradient
    if problem.x.ndim != 2:
        raise InputError(f"x has shape {problem.x.shape}; claimed gradients are judged for one draw, so it must be a matrix.")
    if not gradient.nabla_w and not gradient.nabla_b:
        names = ", ".join(f"nabla_w{l}, nabla_b{l}" for l in problem.network.w)
        raise InputError(f"{origin} claims no gradient; add {names}, and judge it again.")
    if not gradient.nabla_w:
        names = ", ".join(f"nabla_w{l}" for l in problem.network.w)
        raise InputError(f"{origin} claims ∇b and no ∇w; add {names}, and judge it again.")
    biases = bool(gradient.nabla_b)
    zeros = {l: np.zeros_like(b) for l, b in problem.network.b.items()}
    try:
        (gradient if biases and not claim.shared_biases else replace(gradient, nabla_b=zeros)).check(problem)
    except InputError as error:  # said as a breach is, without a full stop
        raise InputError(f"{error}.") from error
    xp = balls(precision(problem.dtype, claim.accumulator or OWN), ANY_LIBRARY)
    if memory is not None:
        verdict = _verdict(claim, origin, Expected(claim, xp, bytes_of(memory)).compared)
        return Judgement(verdict, None, _noted(claim, verdict))
    finer = zonotopes(*xp.modelled)
    verdict = sharpened(lambda _, sharp: _judged(claim, finer if sharp else xp, origin), problem, also_wrong=False)
    decided = all(c.in_balls.whole.decided for c in verdict.comparisons)
    return Judgement(verdict, _claimed(claim, xp if decided else finer), _noted(claim, verdict))


def refuted(claim: Claim) -> bool:
    """Whether an array of a claim is proven wrong in balls, by the first that is; of a single example δ is looked at first."""
    xp = balls(precision(claim.problem.dtype, claim.accumulator or OWN), ANY_LIBRARY)
    return any(c.broken for c in _compared(claim, xp))


def _noted(claim: Claim, verdict: Verdict) -> tuple[str, ...]:
    where_wrong = (*claim.where_wrong, *_other_targets(claim.problem)) if verdict.disagrees else ()
    return (*claim.notes, *_undeclared(claim), *where_wrong)


def _judged(claim: Claim, xp: Balls, origin: str) -> Verdict:
    return _verdict(claim, origin, _compared(claim, xp))


def _compared(claim: Claim, xp: Balls) -> Iterator[Comparison]:
    """Each equation alone on a single example, whose ∇b is δ, then each array end to end."""
    apart = claim.learning_rate is None and not (claim.shared_biases or claim.l2_on_biases)
    if claim.gradient.nabla_b and claim.problem.batch == 1 and apart:
        yield from _single_example(claim, xp)
    yield from Expected(claim, xp).compared


def _verdict(claim: Claim, origin: str, compared: Iterable[Comparison]) -> Verdict:
    problem = claim.problem
    return Verdict(problem, origin, precision(problem.dtype), tuple(_divided(c, problem) for c in compared))


def _claimed(claim: Claim, xp: Balls) -> Claimed:
    """A claim as the explanation reads it."""
    network, on_b = claim.problem.network, float(claim.l2_on_biases)
    decays, pulls = ({"∇w": lam, "∇b": lam * on_b} for lam in (claim.l2, claim.l1))
    with xp.working():
        penalty = {
            (letter, l): added
            for letter, parameters, part in (("∇w", network.w, 1.0), ("∇b", network.b, on_b))
            for l, array in parameters.items()
            if (added := penalty_on(claim, xp, array[:1] if letter == "∇b" and claim.shared_biases else array, part))
            is not None
        }
    gradient = claim.gradient
    return Claimed(
        claim.problem,
        xp,
        gradient.nabla_b,
        gradient.nabla_w,
        penalty,
        decays,
        pulls,
        claim.over,
        claim.learning_rate,
        claim.shared_biases,
    )


def _undeclared(claim: Claim) -> Iterator[str]:
    """That the wider bound holds where a format has the choice, and nobody says which was taken."""
    name = claim.problem.dtype.name
    if name in NARROW and not claim.accumulator:
        yield f"sums may have been kept in {name} itself; declare accumulator='float32' where they were not, for sharper bounds"


def _other_targets(problem: Problem) -> Iterator[str]:
    """That the targets are not those that the cost is meant for, nor lie between them."""
    cost, meant = problem.network.cost, problem.network.cost.meant
    between = [kind for kind in NAMED.values() if meant and kind.corners is meant]
    if meant and not any(kind.allows(problem.y).all() for kind in (meant, *between)):
        yield f"{cost.name} is meant for {meant.says}, and y has others: code that is right for those alone is wrong here"


def _divided(c: Comparison, problem: Problem) -> Comparison:
    """The comparison, which says which division gives the NaN or infinity that was claimed, where one is cancelled."""
    cancelled = Pass(problem).cancelled
    return replace(c, why=cancelled.says) if cancelled and not np.isfinite(c.given).all() else c


def _single_example(claim: Claim, xp: Balls) -> Iterator[Comparison]:
    """On a single example ∇b is δ: each equation alone, with what was rounded to the claimed δ of the next layer."""
    t = forward(Pass(claim.problem, xp))
    given = claim.gradient.nabla_b
    with xp.working():
        yield Comparison("BP1", t.L, f"δ^{t.L}", given[t.L], ball := output_error(t), ball.size)
        t.delta[t.L] = before_rounding(given[t.L], ball)
        for l in reversed(range(2, t.L)):
            yield Comparison("BP2", l, f"δ^{l}", given[l], ball := BOOK.bp2(t, l), ball.size)
            t.delta[l] = before_rounding(given[l], ball)
