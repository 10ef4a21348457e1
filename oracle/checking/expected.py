"""The balls that a claimed gradient should lie in, with what is declared of it: penalties, steps in place of gradients."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.oracle.checking.files import Claim
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.row_blocks import ALL, LETTERS, OF_A_RESULT, passed_in_blocks, rows_within
from nablacheck.oracle.judging.settled import settled
from nablacheck.oracle.judging.sharpening import passed
from nablacheck.reference.arithmetic import Ball, Balls
from nablacheck.reference.backprop import BOOK, Pass

Array = Any


@dataclass(frozen=True, eq=False)
class Expected:
    """What a claim should hold, in balls or zonotopes; with `memory`, in bytes, in balls, and ∇w in blocks of rows that fit."""

    claim: Claim
    xp: Balls
    memory: float | None = None

    @property
    def compared(self) -> Iterator[Comparison]:
        """The claim against the balls, an array after the other: whole, or in blocks of rows that are let go."""
        for blocks in self._arrays():
            yield next(blocks) if self.memory is None else settled(blocks)

    def _arrays(self) -> Iterator[Iterator[Comparison]]:
        problem, memory = self.claim.problem, self.memory
        t = passed(problem, self.xp, BOOK) if memory is None else passed_in_blocks(problem, self.xp, memory)
        with self.xp.working():
            for l in reversed(problem.network.w):
                if self.claim.gradient.nabla_b:
                    yield self._of_biases(t, l)
                yield self._of_weights(t, l)

    def _of_biases(self, t: Pass, l: int) -> Iterator[Comparison]:
        claim, b, nabla_b = self.claim, self.claim.problem.network.b[l], BOOK.bp3(t, l)
        if claim.shared_biases:
            b, nabla_b = b[:1], nabla_b.sum(axis=-2, keepdims=True)
        yield self._compared("∇b", l, claim.gradient.nabla_b[l], nabla_b, b, float(claim.l2_on_biases))

    def _of_weights(self, t: Pass, l: int) -> Iterator[Comparison]:
        problem, part = self.claim.problem, copy(t)
        w, n, m = problem.network.w[l], problem.network.widths, problem.batch
        blocks, delta = [ALL], t.delta[l]
        if self.memory is not None:
            letters = LETTERS * m * sum(n[l] for l in problem.network.w)
            blocks = rows_within(self.memory, problem, f"∇w of layer {l}", l, letters, 2 * OF_A_RESULT * n[l - 1])
        for rows in blocks:
            part.delta = {l: delta if rows == ALL else delta[..., rows, :]}
            given = self.claim.gradient.nabla_w[l][..., rows, :]
            yield self._compared("∇w", l, given, BOOK.bp4(part, l), w[..., rows, :], 1.0)

    def _compared(self, letter: str, l: int, given: Array, nabla: Ball, parameter: Array, part: float) -> Comparison:
        """The claim against the ball of a sum that is done when something is added to it, else of any order of its terms."""
        m, penalty = self.claim.problem.batch, penalty_on(self.claim, self.xp, parameter, part)
        ball = self._observed(nabla if penalty is None else nabla + penalty, parameter, penalty is not None)
        if not (self.claim.learning_rate is None and penalty is None) and not np.all(ball.contains(given)):
            whole = nabla if penalty is None else self.xp.added([nabla, penalty], [m, 1])
            ball = self._observed(whole, parameter, penalty is not None, steps=m)
        return Comparison(letter, l, f"{letter}^{l}", given, ball, np.maximum(abs(ball.mid), 2 * self.xp.floor))

    def _observed(self, nabla: Ball, parameter: Array, decays: bool, steps: int = 1) -> Ball:
        """A gradient as the claim shows it: with the rounding of a difference of parameters over the learning rate.

        w′ = fl(w − fl(ηg)), then fl(fl(w − w′)/η): four roundings, of |w| + |ηg|, |ηg|, |ηg| and |g|, each granted twice. Where
        w decays it is multiplied by fl(1 − ηλ) before, two more of |w|. In several steps, an example after the other, w is a
        term of one sum with those of ηg, and meets every rounding. Nothing is rounded where the gradient is exactly zero.
        """
        if self.claim.learning_rate is None:
            return nabla
        u, w = self.xp.precision.u, abs(parameter / self.claim.learning_rate)
        rad = nabla.rad + 2 * u * ((3 if decays else 1) * w + 4 * (abs(nabla.mid) + nabla.rad))
        if steps > 1:
            rad = rad + self.xp.precision.gamma(steps + 3) * (w + nabla.terms)
        return Ball(nabla.mid, np.where(nabla.is_zero(), 0.0, rad), nabla.size, self.xp)


def penalty_on(claim: Claim, xp: Balls, parameter: Array, part: float) -> Ball | None:
    """λw of λ/2 Σw² and λ sign(w) of λ Σ|w|, so much of them; None where nothing is declared."""
    terms = [(parameter, claim.l2 * part), (np.sign(parameter), claim.l1 * part)]
    added = [xp.lift(array) * factor for array, factor in terms if factor]
    return sum(added[1:], added[0]) if added else None
