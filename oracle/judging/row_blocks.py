"""Blocks of the rows of a layer, so many at once as fit into memory, and the letters that an equation reads for them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import Ball, Balls
from nablacheck.reference.backprop import BOOK, Kinks, Pass, output_error
from nablacheck.reference.errors import InputError
from nablacheck.reference.problem import Problem

OF_A_LETTER = 5
"""At most so many arrays of float64 are there at once for a letter that an equation reads: midpoints, radii, sizes, a copy."""
OF_A_RESULT = 12
"""And for what it says: the sums behind a ball, the ball, and what it is compared by."""
LETTERS = 16
"""Arrays that stay for each layer of a pass: z, a, δ and σ′ have up to three each, and one is being made."""
ALL = slice(None)


def bytes_of(memory: Any) -> float:
    """A memory limit as a number; InputError where it is none."""
    if isinstance(memory, bool) or not isinstance(memory, int | float | np.integer | np.floating) or not memory > 0:
        raise InputError(f"memory is {memory!r}; give a positive number of bytes.")
    return float(min(memory, sys.maxsize))  # more is as good as that


class RowsPass(Pass):
    """A pass that has nothing but the letters an equation reads, and of layer l some rows alone."""

    def __init__(
        self, problem: Problem, xp: Balls, rows: slice = ALL, kinks: Kinks | None = None, literally: bool = False
    ) -> None:
        self.problem, self.xp, self.kinks, self.literally = problem, xp, kinks or {}, literally
        self.L, self.m, self.rows = problem.network.L, problem.batch, rows
        self.w, self.b, self.a, self.z, self.delta = ({} for _ in range(5))
        self._sigma, self._prime = {}, {}

    def _masked(self, l: int, array: Any) -> Any:
        mask = self.problem.masks.get(l)
        return array if mask is None else array * self.xp.lift(mask[self.rows].astype(self.problem.dtype))


def mixes(problem: Problem, l: int) -> bool:
    """Whether σ of a layer needs all of its rows."""
    return problem.network.activations[l].prime is None


def rows_within(memory: float, problem: Problem, what: str, l: int, fixed: int, row: int, whole: bool = False) -> list[slice]:
    """The blocks of rows of layer l: so many at once as fit, where `fixed` numbers are there anyway, and `row` for each.

    InputError, with `what` is computed, where a row does not fit, or of what needs the `whole` layer all of them.
    """
    n, number = problem.network.widths[l], np.float64().nbytes * int(np.prod(problem.x.shape[:-2]))
    together = int(min((memory / number - fixed) // row, n))
    least = n if whole else 1
    if together < least:
        needs = f"{number * (fixed + least * row):,} bytes for {'its rows' if whole else 'one row'}"
        raise InputError(
            f"the memory limit is {memory:,.0f} bytes; {what} needs {needs}: give that, or take fewer examples at once."
        )
    return [slice(first, min(first + together, n)) for first in range(0, n, together)]


def passed_in_blocks(problem: Problem, xp: Balls, memory: float) -> Pass:
    """A pass in balls that has come forward and back; rows of w are in it only as long as their block needs them."""
    n, m, w, b = problem.network.widths, problem.batch, problem.network.w, problem.network.b
    letters = LETTERS * m * sum(n[l] for l in w)
    t = RowsPass(problem, xp)
    t.y, t.a[1] = xp.lift(problem.y), xp.lift(problem.x)
    with xp.working():
        for l in w:
            blocks = []
            for rows in rows_within(memory, problem, f"z of layer {l}", l, letters, OF_A_LETTER * n[l - 1] + OF_A_RESULT * m):
                part = RowsPass(problem, xp, rows)
                part.w[l], part.b[l], part.a[l - 1] = xp.lift(w[l][..., rows, :]), xp.lift(b[l][..., rows, :]), t.a[l - 1]
                blocks.append(BOOK.z(part, l))
            t.z[l] = below(blocks)
            t.a[l] = BOOK.a(t, l)
        t.delta[t.L] = output_error(t)
        for l in reversed(range(2, t.L)):
            blocks, row = [], OF_A_LETTER * n[l + 1] + OF_A_RESULT * m
            for rows in rows_within(memory, problem, f"δ of layer {l}", l, letters, row, whole=mixes(problem, l)):
                part = RowsPass(problem, xp, rows)
                part.w[l + 1], part.delta[l + 1] = xp.lift(w[l + 1][..., :, rows]), t.delta[l + 1]
                part.z[l] = t.z[l][..., rows, :]
                blocks.append(BOOK.bp2(part, l))
            t.delta[l] = below(blocks)
    return t


def below(blocks: Sequence[Ball]) -> Ball:
    """Blocks of rows, one below the other, as balls of one array."""
    return blocks[0].model.beside([block.mT for block in blocks]).mT
