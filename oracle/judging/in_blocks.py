"""A trace whose arrays are judged in blocks of rows, so that no more memory is taken than was given.

A row of an equation reads a row of w, or a column of it on the way back, and the letters of the layer beside; a row of ∇w^l is
made of a row of δ^l and of a^{l-1}. So each block is judged by the same equations, with the same bounds, and let go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging import judges
from nablacheck.oracle.judging.before_rounding import before_rounding, once_more
from nablacheck.oracle.judging.claimed_input import not_its_input
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import ACTIVATION, BP1, BP2, BP3, BP4, COST, WEIGHTED_INPUT, as_read, residual
from nablacheck.oracle.judging.row_blocks import ALL, OF_A_LETTER, OF_A_RESULT, RowsPass, below, bytes_of, mixes, rows_within
from nablacheck.oracle.judging.settled import Settled, settled
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.reference.arithmetic import Ball, Balls
from nablacheck.reference.backprop import BOOK, Pass, output_error
from nablacheck.reference.errors import check_handed_in
from nablacheck.reference.gradient import Trace
from nablacheck.reference.problem import Problem


def judge_trace_in_blocks(
    problem: Problem, trace: Trace, adapter: Adapter, memory: float, ledger: Sequence[Defect] = LEDGER
) -> Verdict:
    """The equation residuals of a trace, as `judge_trace` has them, in about `memory` bytes besides problem and trace.

    Of each array the verdict keeps what it tells, and the most telling entry. What was typed is not looked for: that needs
    every letter at once. So does a known defect: where something is broken and the ledger knows the framework, all of it is
    judged at once. InputError where a single row does not fit.
    """
    check_handed_in(problem=(problem, Problem), trace=(trace, Trace), adapter=(adapter, Adapter))
    room = bytes_of(memory)
    trace.check(problem)
    blocks = _Blocks(judges.as_computed(problem, adapter), trace, adapter, room)
    with blocks.xp.working():
        found = (*blocks.forward(), *blocks.output(problem, ledger), *blocks.back())
    breaches = tuple(not_its_input(trace.a, problem.x))
    verdict = Verdict(problem, adapter.name, adapter.precision(problem.dtype), blocks.in_order(found), breaches)
    if verdict.broken and any(defect.concerns(problem, adapter) for defect in ledger):
        return judges.judge_trace(problem, trace, adapter, None, ledger)
    return verdict


@dataclass(frozen=True, eq=False)
class _Blocks:
    """The equations of a trace, each as one comparison of its blocks."""

    problem: Problem
    trace: Trace
    adapter: Adapter
    memory: float

    @cached_property
    def xp(self) -> Balls:
        """The arithmetic of the adapter."""
        return self.adapter.balls(self.problem.dtype)

    def forward(self) -> Iterator[Settled]:
        """(23), z and σ of each layer."""
        for l in self.problem.network.w:
            yield settled(self._weighted_input(l))
            yield settled(self._activation(l))

    def output(self, problem: Problem, ledger: Sequence[Defect]) -> Iterator[Settled]:
        """C where it was reported, and BP1: the outputs of an example may be mixed, so all of them at once."""
        L = problem.network.L
        self._rows(BP1, L, 0, OF_A_RESULT * problem.batch, whole=True)

        def letters(problem: Problem, literally: bool = False) -> Pass:
            t = RowsPass(problem, self.xp, ALL, self.adapter.kinks, literally)
            t.y, t.z[L], t.a[L] = t.xp.lift(problem.y), self._read("z", L), self._read("a", L)
            if self.adapter.fuses:
                with t.xp.working():
                    t.a[L] = before_rounding(self.trace.a[L], t.sigma(L))
            return t

        def compare(t: Pass) -> Iterator[Comparison]:
            if self.trace.cost is not None:
                yield residual(COST, None, "C", self.trace.cost, t.cost, axes=0)
            yield residual(BP1, L, f"δ^{L}", self.trace.delta[L], judges.of_numbers(self.trace.z[L], output_error(t)))

        for c in judges.with_the_book_alone(problem, self.adapter, letters, compare, ledger):
            if c.equation == BP1:
                self._errors[L] = self._error(L, [c.ball])
            yield settled([c])

    def back(self) -> Iterator[Settled]:
        """BP2 from layer to layer back, and what BP3 and BP4 make of each δ."""
        L = self.problem.network.L
        for l in reversed(self.problem.network.w):
            if l < L:
                balls: list[Ball] = []
                yield settled(self._kept(self._error_before(l), balls))
                self._errors[l] = self._error(l, balls)
                del self._errors[l + 1]
            yield settled(self._of_biases(l))
            yield settled(self._of_weights(l))

    def in_order(self, found: Sequence[Settled]) -> tuple[Comparison, ...]:
        """The comparisons in the order in which the numbers are computed, as of a trace that is judged at once."""
        after = (BP1, BP2, BP3, BP4)
        forward = [c for c in found if c.equation not in after]
        errors = [c for c in found if c.equation in (BP1, BP2)]
        return (*forward, *errors, *(c for c in found if c.equation in (BP3, BP4)))

    @cached_property
    def _errors(self) -> dict[int, Ball]:
        """δ of the last layer that was judged, as the next equations read it."""
        return {}

    def _error(self, l: int, balls: list[Ball]) -> Ball:
        given = self.trace.delta[l]
        if not self.adapter.recomputes:
            return self._read("delta", l)
        return once_more(given, below(balls))

    def _kept(self, blocks: Iterator[Comparison], balls: list[Ball]) -> Iterator[Comparison]:
        """The blocks, whose balls are kept where the next equations read them."""
        for c in blocks:
            if self.adapter.recomputes:
                balls.append(c.ball)
            yield c

    def _read(self, letter: str, l: int, rows: slice = ALL) -> Ball:
        if (letter, l) == ("a", 1):
            return self.xp.lift(self.problem.x)
        return as_read(getattr(self.trace, letter)[l][..., rows, :], self.xp, self.adapter)

    def _weighted_input(self, l: int) -> Iterator[Comparison]:
        w, b, m, n = self.problem.network.w[l], self.problem.network.b[l], self.problem.batch, self.problem.network.widths
        blocks = self._rows(WEIGHTED_INPUT, l, OF_A_LETTER * n[l - 1] * m, OF_A_LETTER * n[l - 1] + OF_A_RESULT * m)
        a_prev = self._read("a", l - 1)
        for rows in blocks:
            t = RowsPass(self.problem, self.xp, rows, self.adapter.kinks)
            t.w[l], t.b[l], t.a[l - 1] = self.xp.lift(w[..., rows, :]), self.xp.lift(b[..., rows, :]), a_prev
            yield residual(WEIGHTED_INPUT, l, f"z^{l}", self.trace.z[l][..., rows, :], BOOK.z(t, l))

    def _activation(self, l: int) -> Iterator[Comparison]:
        for rows in self._rows(ACTIVATION, l, 0, 2 * OF_A_RESULT * self.problem.batch, whole=mixes(self.problem, l)):
            t = RowsPass(self.problem, self.xp, rows, self.adapter.kinks)
            t.z[l] = self._read("z", l, rows)
            yield residual(ACTIVATION, l, f"a^{l}", self.trace.a[l][..., rows, :], BOOK.a(t, l))

    def _error_before(self, l: int) -> Iterator[Comparison]:
        w, m, n = self.problem.network.w[l + 1], self.problem.batch, self.problem.network.widths
        row = OF_A_LETTER * n[l + 1] + 2 * OF_A_RESULT * m
        for rows in self._rows(BP2, l, OF_A_LETTER * n[l + 1] * m, row, whole=mixes(self.problem, l)):
            t = RowsPass(self.problem, self.xp, rows, self.adapter.kinks)
            t.w[l + 1], t.delta[l + 1] = self.xp.lift(w[..., :, rows]), self._errors[l + 1]
            t.z[l] = self._read("z", l, rows)
            error = judges.of_numbers(self.trace.z[l][..., rows, :], BOOK.bp2(t, l))
            yield residual(BP2, l, f"δ^{l}", self.trace.delta[l][..., rows, :], error)

    def _of_biases(self, l: int) -> Iterator[Comparison]:
        for rows in self._rows(BP3, l, OF_A_LETTER * self.problem.network.widths[l] * self.problem.batch, OF_A_RESULT):
            t = self._sent_back(l, rows)
            yield residual(BP3, l, f"∇b^{l}", self.trace.nabla_b[l][..., rows, :], BOOK.bp3(t, l))

    def _of_weights(self, l: int) -> Iterator[Comparison]:
        m, n = self.problem.batch, self.problem.network.widths
        fixed, row = OF_A_LETTER * (n[l] + n[l - 1]) * m, OF_A_RESULT * n[l - 1]
        blocks, a_prev = self._rows(BP4, l, fixed, row), self._read("a", l - 1)
        for rows in blocks:
            t = self._sent_back(l, rows)
            t.a[l - 1] = a_prev
            yield residual(BP4, l, f"∇w^{l}", self.trace.nabla_w[l][..., rows, :], BOOK.bp4(t, l))

    def _sent_back(self, l: int, rows: slice) -> Pass:
        t = RowsPass(self.problem, self.xp, rows, self.adapter.kinks)
        t.delta[l] = self._errors[l][..., rows, :]
        return t

    def _rows(self, equation: str, l: int, fixed: int, row: int, whole: bool = False) -> list[slice]:
        return rows_within(self.memory, self.problem, f"{equation} of layer {l}", l, fixed, row, whole)
