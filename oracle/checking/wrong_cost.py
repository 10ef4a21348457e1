"""What a cost is that is not the declared one: another one, or one with another penalty or logarithm."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from nablacheck.oracle.checking.before import balls_of
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.explaining.claimed import minus
from nablacheck.oracle.explaining.factors import Factors, ratio, said
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.costs import COSTS
from nablacheck.reference.problem import Problem

Array = Any
LOGARITHMS = {"log₂": math.log(2), "log₁₀": math.log(10)}
"""What people write for the natural logarithm, with how much smaller it makes its number."""


def in_words(given: Iterable[tuple[Problem, Array]], c: Conventions) -> str | None:
    """What was returned for C on each of some networks in place of the declared cost; None where nothing is so on all."""
    each = [list(dict.fromkeys(_seen(problem, cost, c))) for problem, cost in given]
    return next((says for says in each[0] if all(says in others for others in each[1:])), None) if each else None


def _seen(problem: Problem, cost: Array, c: Conventions) -> Iterator[str]:
    xp = balls_of(problem, c)
    t = forward(Pass(problem, xp))
    with xp.working():
        true, returned = t.cost * c.of_cost(problem), xp.lift(np.asarray(cost, dtype=np.float64).reshape(()))
        for log, k in LOGARITHMS.items():
            if _meet(true / k, returned):
                yield f"{log} where ln is declared, the natural logarithm"
        yield from _penalties(t, minus(returned, true), c.decay(problem))
        yield from (says for says, ball in _in_part(t) if _meet(ball * c.of_cost(problem), returned))
        yield from _others(t, returned)
        for name in Factors(problem).within(ratio(returned, true)):
            yield f"C is {said(name)} times what it should be"


def _meet(x: Ball, y: Ball) -> bool:
    return bool(abs(x.mid - y.mid) <= x.rad + y.rad)


def _penalties(t: Pass, added: Ball, decay: float) -> Iterator[str]:
    """What was added to the declared cost, where it is a simple multiple of a sum of squares or of sizes."""
    letters = {"lambda": decay} if decay else {}
    factors = Factors(t.problem, **letters)
    declared = " where λ/2 Σw² is declared" if decay else ""
    for words, penalty, of_squares in _sums(t):
        found = factors.within(ratio(added, penalty))
        of_lambda = {name: factor for name, factor in found.items() if "lambda" in name}
        for name, factor in (of_lambda or found).items():
            if of_lambda:
                yield f"{said(name)} {words} in the cost{declared}"
                continue
            lam = 2 * factor.value if of_squares else factor.value
            declare = f": declare {'l2' if of_squares else 'l1'}={lam:g}, or take it out" if words in ("Σw²", "Σ|w|") else ""
            yield f"{factor.value:g} {words} in the cost{declared or declare}"


def _sums(t: Pass) -> Iterator[tuple[str, Ball, bool]]:
    """What people add to a cost, with whether it is a sum of squares."""
    squares = {l: (w * w).sum(axis=(-2, -1)) for l, w in t.w.items()}
    sizes = {l: abs(w).sum(axis=(-2, -1)) for l, w in t.w.items()}
    of_b = sum((b * b).sum(axis=(-2, -1)) for b in t.b.values())
    yield "Σw²", sum(squares.values()), True
    yield "Σ|w|", sum(sizes.values()), False
    yield "(Σw² + Σb²)", sum(squares.values()) + of_b, True
    yield "√Σw²", t.xp.sqrt(sum(squares.values())), False
    yield "Σ‖w^l‖", sum(t.xp.sqrt(square) for square in squares.values()), False
    for l in (t.L, 2):
        yield f"Σ(w^{l})²", squares[l], True


def _in_part(t: Pass) -> Iterator[tuple[str, Ball]]:
    """The declared cost of some numbers alone, of a and y exchanged, and its root."""
    value, a, y = t.problem.network.cost.value, t.a[t.L], t.y

    def of(a: Ball, y: Ball) -> Ball:
        return t.per_example(t.xp.like(value(a, y, t.xp), a))  # type: ignore[no-any-return]

    terms = of(a, y)
    if t.m > 1:
        yield "the cost of the first example alone", terms[..., :1].sum(axis=(-2, -1)) * t.m
        yield "the cost of the last example alone", terms[..., -1:].sum(axis=(-2, -1)) * t.m
    if t.problem.network.widths[t.L] > 1:
        yield "the cost of the first output alone", terms[..., :1, :].sum(axis=(-2, -1))
        yield "the cost of the last output alone", terms[..., -1:, :].sum(axis=(-2, -1))
    yield "of the cost only the part of y is there, that of 1 − y is missing", (of(a, 0 * y + 1) * y).sum(axis=(-2, -1))
    yield "of the cost only the part of 1 − y is there, that of y is missing", (of(a, 0 * y) * (1 - y)).sum(axis=(-2, -1))
    yield "the cost of a and y exchanged", of(y, a).sum(axis=(-2, -1))
    yield "the square root of the declared cost", t.xp.sqrt(t.cost)


def _others(t: Pass, cost: Ball) -> Iterator[str]:
    """Other costs, those with their defaults."""
    for name, family in COSTS.families.items():
        entry, a, y = COSTS[name], t.a[t.L], t.y
        own = t.problem.network.cost
        if family.name != own.family and entry.outputs[0] <= own.outputs[0] and own.outputs[1] <= entry.outputs[1]:
            terms = t.per_example(t.xp.like(entry.value(a, y, t.xp), a))
            if _meet(terms.sum(axis=(-2, -1)), cost):
                yield f"the cost {name}, where {own.name} is declared"
