"""Gradients that somebody claims for a problem, without the code that computed them: right, wrong, or which mistake."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from nablacheck.oracle.checking.files import Claim
from nablacheck.oracle.explaining.diagnosis import Diagnosis, Prediction, of_gradient, simplest
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.judging.verdict import Comparison, Verdict
from nablacheck.reference.arithmetic import Ball, Balls, balls, precision
from nablacheck.reference.backprop import BOOK, Equations, Pass, backprop, forward
from nablacheck.reference.errors import InputError

Array = Any
ANY_LIBRARY = "any"
"""Nobody knows what computed the numbers of a file: the least accurate row of each function is taken."""


@dataclass(frozen=True, eq=False)
class Judgement:
    """The verdict on a claim, and on demand what explains it where it is wrong."""

    verdict: Verdict
    diagnose: Callable[[], tuple[Diagnosis, ...]] = tuple

    @cached_property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """What predicts the numbers that are wrong, by every name that fits."""
        return self.diagnose() if self.verdict.disagrees else ()

    def explain(self, diagnoses: Sequence[Diagnosis] | None = None) -> str:
        """The explanation of the verdict, with what predicts every number."""
        if not self.verdict.disagrees or self.verdict.looks_like is not None:
            return self.verdict.explain()
        named = simplest(self.diagnoses) if diagnoses is None else diagnoses
        looks_like = tuple(f"{diagnosis} (predicts every number)" for diagnosis in named)
        return replace(self.verdict, looks_like=looks_like).explain()

    @property
    def outcome(self) -> str:
        """`right`, `wrong`, or `inconclusive`: one letter at one layer in which nothing was decided is no pass."""
        if self.verdict.disagrees:
            return "wrong"
        decided = all(not np.all(c.inconclusive) for c in self.verdict.comparisons)
        return "right" if decided else "inconclusive"

    def as_json(self) -> dict[str, Any]:
        """The judgement as a JSON object."""
        named = simplest(self.diagnoses)
        single = [diagnosis.mistakes[0] for diagnosis in named if len(diagnosis.mistakes) == 1]
        mistakes = [_mistake(mistake, layers) for mistake, layers in single]
        scales = [diagnosis.scale for diagnosis in named if diagnosis.scale]
        return {
            "verdict": self.outcome,
            "equations": [_equation(c) for c in self.verdict.comparisons],
            "mistake": mistakes[0] if len(mistakes) == 1 else None,
            "mistakes": mistakes,
            "scale": scales[0][1] if scales else None,
            "diagnoses": [str(diagnosis) for diagnosis in named],
        }


def _mistake(mistake: Mistake, layers: frozenset[int]) -> dict[str, Any]:
    return {"name": mistake.name, "equation": mistake.equation, "layer": min(layers), "says": mistake.says}


def _equation(c: Comparison) -> dict[str, Any]:
    outcome = "wrong" if c.disagrees.any() else "inconclusive" if np.all(c.inconclusive) else "right"
    worst = float(np.max(c.error_over_bound, initial=0.0))
    # JSON has no infinity: null is a number that is not finite where the truth is
    return {
        "equation": c.equation,
        "layer": c.layer,
        "verdict": outcome,
        "worst_error_over_bound": worst if math.isfinite(worst) else None,
    }


def judge_claim(claim: Claim, origin: str = "the file") -> Judgement:
    """The claimed gradient end to end, and on a single example equation by equation; InputError for wrong shapes."""
    problem, gradient = claim.problem, claim.gradient
    if problem.x.ndim != 2:
        raise InputError(f"x has shape {problem.x.shape}; claimed gradients are judged for one draw, so it must be a matrix.")
    biases = bool(gradient.nabla_b)
    zeros = {l: np.zeros_like(b) for l, b in problem.network.b.items()}
    try:
        (gradient if biases and not claim.shared_biases else replace(gradient, nabla_b=zeros)).check(problem)
    except InputError as error:  # said as a breach is, without a full stop
        raise InputError(f"{error}.") from error
    xp = balls(precision(problem.dtype), ANY_LIBRARY)
    compared = list(_compare(_Expected(claim, xp)))
    if biases and problem.batch == 1 and claim.learning_rate is None and not (claim.shared_biases or claim.l2_on_biases):
        compared = [*_single_example(claim, xp), *compared]
    verdict = Verdict(problem, origin, precision(problem.dtype), tuple(compared))
    return Judgement(verdict, lambda: _diagnoses(claim, xp))


@dataclass(frozen=True, eq=False)
class _Expected:
    """What a claim should hold, in balls, for any table of equations and any weight decay."""

    claim: Claim
    xp: Balls

    def letters(
        self, equations: Equations = BOOK, on_w: float | None = None, on_b: float | None = None
    ) -> Iterator[tuple[str, int, Ball, Array]]:
        """Letter, layer, ball, and the parameter; `on_w` and `on_b` multiply w and b in the weight decay."""
        claim, network = self.claim, self.claim.problem.network
        trace = backprop(claim.problem, equations, self.xp)
        on_w = claim.l2 if on_w is None else on_w
        on_b = claim.l2 * claim.l2_on_biases if on_b is None else on_b
        with self.xp.working():
            for l in reversed(network.w):
                if claim.gradient.nabla_b:
                    b, nabla_b = network.b[l], trace.nabla_b[l]
                    if claim.shared_biases:
                        b, nabla_b = b[:1], nabla_b.sum(axis=-2, keepdims=True)
                    yield "∇b", l, self._decayed(nabla_b, b, on_b), b
                yield "∇w", l, self._decayed(trace.nabla_w[l], network.w[l], on_w), network.w[l]

    def _decayed(self, nabla: Ball, parameter: Array, decay: float) -> Ball:
        return nabla + self.xp.lift(parameter) * decay if decay else nabla

    def observed(self, nabla: Ball, parameter: Array) -> Ball:
        """A gradient as the claim shows it: with the rounding of a difference of parameters over the learning rate.

        w′ = fl(w − fl(ηg)), then fl(fl(w − w′)/η): four roundings, of |w| + |ηg|, |ηg|, |ηg| and |g|, each granted twice.
        """
        if self.claim.learning_rate is None:
            return nabla
        steps = abs(parameter / self.claim.learning_rate) + 4 * (abs(nabla.mid) + nabla.rad)
        return Ball(nabla.mid, nabla.rad + 2 * self.xp.precision.u * steps, nabla.size, self.xp)

    def given(self, letter: str, l: int) -> Array:
        """The numbers of the claim."""
        gradient = self.claim.gradient
        return (gradient.nabla_b if letter == "∇b" else gradient.nabla_w)[l]

    def predict(self, equations: Equations = BOOK, on_w: float | None = None, on_b: float | None = None) -> Prediction:
        """The same for the diagnosis."""
        letters = self.letters(equations, on_w, on_b)
        return Prediction(tuple((ball, self.given(n, l), partial(self.observed, parameter=p)) for n, l, ball, p in letters))


def _compare(expected: _Expected) -> Iterator[Comparison]:
    for letter, l, nabla, parameter in expected.letters():
        ball = expected.observed(nabla, parameter)
        yardstick = np.maximum(abs(ball.mid), 2 * expected.xp.floor)
        yield Comparison(letter, l, f"{letter}^{l}", expected.given(letter, l), ball, yardstick)


def _single_example(claim: Claim, xp: Balls) -> Iterator[Comparison]:
    """On a single example ∇b is δ: each equation alone, with the claimed δ of the next layer as it is."""
    t = forward(Pass(claim.problem, xp))
    given = claim.gradient.nabla_b
    with xp.working():
        t.delta.update({l: xp.lift(delta) for l, delta in given.items()})
        yield Comparison("BP1", t.L, f"δ^{t.L}", given[t.L], ball := BOOK.bp1(t, t.L), ball.size)
        for l in reversed(range(2, t.L)):
            yield Comparison("BP2", l, f"δ^{l}", given[l], ball := BOOK.bp2(t, l), ball.size)


def _diagnoses(claim: Claim, xp: Balls) -> tuple[Diagnosis, ...]:
    expected, t = _Expected(claim, xp), forward(Pass(claim.problem, xp))
    decay = [Diagnosis(((mistake, frozenset(t.w)),)) for mistake, on in _decays(claim) if expected.predict(BOOK, *on).holds()]
    return tuple(decay) or of_gradient(t, expected.predict, claim.learning_rate)


def _decays(claim: Claim) -> Iterator[tuple[Mistake, tuple[float, float]]]:
    """Ways to get the weight decay wrong, with what multiplies w and b in them."""
    decay = claim.l2
    if not decay:
        return
    for name, says, on in (
        ("weight decay missing", "∇w lacks λw", (0.0, 0.0)),
        ("weight decay on the biases", "λb was added to ∇b", (decay, decay)),
        ("weight decay on the weights alone", "∇b lacks λb", (decay, 0.0)),
        ("weight decay doubled", "∇w has 2λw where λ/2 Σw² gives λw", (2 * decay, 0.0)),
        ("weight decay averaged", "∇w has λw/m where λ/2 Σw² gives λw", (decay / claim.problem.batch, 0.0)),
    ):
        yield Mistake(name, "BP4", says, BOOK.bp4), on
