"""The balls that a claimed gradient should lie in, with what is declared of it: penalties, steps in place of gradients."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from typing import Any

import numpy as np

from nablacheck.oracle.checking.files import Claim
from nablacheck.oracle.judging.before_rounding import before_rounding
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import divided
from nablacheck.oracle.judging.row_blocks import ALL, LETTERS, OF_A_RESULT, passed_in_blocks, rows_within
from nablacheck.oracle.judging.settled import settled
from nablacheck.oracle.judging.sharpening import passed
from nablacheck.reference.arithmetic import Ball, Balls
from nablacheck.reference.backprop import BOOK, Pass, forward, output_error

Array = Any


@dataclass(frozen=True, eq=False)
class Expected:
    """What a claim should hold, in balls or zonotopes; with `memory`, in bytes, in balls, and ∇w in blocks of rows that fit.

    Where a division is cancelled and the book's own form of it divides by zero, NaN and infinities are left open.
    """

    claim: Claim
    xp: Balls
    memory: float | None = None

    @property
    def compared(self) -> Iterator[Comparison]:
        """The claim against the balls, an array after the other: whole, or in blocks of rows that are let go."""
        for blocks in self._arrays():
            yield next(blocks) if self.memory is None else settled(blocks)

    @property
    def of_single_example(self) -> Iterator[Comparison]:
        """On a single example ∇b is δ: each equation alone, with what was rounded to the claimed δ of the next layer."""
        for both in zip(*(self._errors(literally) for literally in self._forms), strict=True):
            yield self._left_open(*both)

    def _errors(self, literally: bool) -> list[Comparison]:
        t, given, found = forward(Pass(self.claim.problem, self.xp, literally=literally)), self.claim.gradient.nabla_b, []
        with self.xp.working():
            for l in reversed(self.claim.problem.network.w):
                ball = output_error(t) if l == t.L else BOOK.bp2(t, l)
                found.append(Comparison("BP1" if l == t.L else "BP2", l, f"δ^{l}", given[l], ball, ball.size))
                t.delta[l] = before_rounding(given[l], ball)
        return found

    @cached_property
    def _division(self) -> str:
        """Which division is cancelled, where that matters: something that was claimed is not finite."""
        cancelled, gradient = Pass(self.claim.problem).cancelled, self.claim.gradient
        arrays = (*gradient.nabla_b.values(), *gradient.nabla_w.values())
        return cancelled.says if cancelled and not all(np.isfinite(array).all() for array in arrays) else ""

    @property
    def _forms(self) -> tuple[bool, ...]:
        """Whether δ^L is taken as it is written: not, and as well where a division matters."""
        return (False, True) if self._division else (False,)

    def _left_open(self, c: Comparison, literal: Comparison | None = None) -> Comparison:
        return divided([c], [literal], self._division)[0] if literal else c

    def _arrays(self) -> Iterator[Iterator[Comparison]]:
        passes = [self._passed(literally) for literally in self._forms]
        with self.xp.working():
            for l in reversed(self.claim.problem.network.w):
                for letter in [self._of_biases] * bool(self.claim.gradient.nabla_b) + [self._of_weights]:
                    yield starmap(self._left_open, zip(*(letter(t, l) for t in passes), strict=True))

    def _passed(self, literally: bool) -> Pass:
        problem, memory = self.claim.problem, self.memory
        if memory is None:
            return passed(problem, self.xp, BOOK, literally)
        return passed_in_blocks(problem, self.xp, memory, literally)

    def _of_biases(self, t: Pass, l: int) -> Iterator[Comparison]:
        claim, b, nabla_b = self.claim, self.claim.problem.network.b[l], BOOK.bp3(t, l)
        if claim.shared_biases:
            b, nabla_b = b[:1], nabla_b.sum(axis=-2, keepdims=True)
        yield self._compared("∇b", l, claim.gradient.nabla_b[l], self._penalised(nabla_b, b, float(claim.l2_on_biases)), b)

    def _of_weights(self, t: Pass, l: int) -> Iterator[Comparison]:
        problem, part = self.claim.problem, copy(t)
        w, n, m = problem.network.w[l], problem.network.widths, problem.batch
        blocks, delta = [ALL], t.delta[l]
        if self.memory is not None:
            letters = LETTERS * m * sum(n[l] for l in problem.network.w)
            blocks = rows_within(self.memory, problem, f"∇w of layer {l}", l, letters, 2 * OF_A_RESULT * n[l - 1])
        for rows in blocks:
            part.delta = {l: delta if rows == ALL else delta[..., rows, :]}
            nabla_w = self._penalised(BOOK.bp4(part, l), w[..., rows, :], 1.0)
            yield self._compared("∇w", l, self.claim.gradient.nabla_w[l][..., rows, :], nabla_w, w[..., rows, :])

    def _compared(self, letter: str, l: int, given: Array, nabla: Ball, parameter: Array) -> Comparison:
        ball = self.observed(nabla, parameter)
        return Comparison(letter, l, f"{letter}^{l}", given, ball, np.maximum(abs(ball.mid), 2 * self.xp.floor))

    def _penalised(self, nabla: Ball, parameter: Array, part: float) -> Ball:
        added = penalty_on(self.claim, self.xp, parameter, part)
        return nabla if added is None else nabla + added

    def observed(self, nabla: Ball, parameter: Array) -> Ball:
        """A gradient as the claim shows it: with the rounding of a difference of parameters over the learning rate.

        w′ = fl(w − fl(ηg)), then fl(fl(w − w′)/η): four roundings, of |w| + |ηg|, |ηg|, |ηg| and |g|, each granted twice.
        """
        if self.claim.learning_rate is None:
            return nabla
        steps = abs(parameter / self.claim.learning_rate) + 4 * (abs(nabla.mid) + nabla.rad)
        return Ball(nabla.mid, nabla.rad + 2 * self.xp.precision.u * steps, nabla.size, self.xp)


def penalty_on(claim: Claim, xp: Balls, parameter: Array, part: float) -> Ball | None:
    """λw of λ/2 Σw² and λ sign(w) of λ Σ|w|, so much of them; None where nothing is declared."""
    terms = [(parameter, claim.l2 * part), (np.sign(parameter), claim.l1 * part)]
    added = [xp.lift(array) * factor for array, factor in terms if factor]
    return sum(added[1:], added[0]) if added else None
