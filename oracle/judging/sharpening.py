"""Zonotopes where balls do not decide.

Balls cost a few products of matrices, and are asked first. Through layers they grow with the product of the |w|, until rounding
could explain anything; zonotopes do not, and cost a product for each symbol. Examples share no symbol, so a batch is taken in
blocks that fit into memory, and is judged as sharply as its examples are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic import Ball, Balls, Zonotopes, balls, zonotopes
from nablacheck.reference.backprop import BOOK, Equations, Kinks, Pass, forward, send_back
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.problem import Problem

Array = Any
MEMORY = 2**26
"""About the bytes that the generators of the widest layer take at once."""
WORK = 2**42
"""The multiplications, a few minutes of them, beyond which balls have the last word."""

Judge = Callable[[Any, bool], Verdict]
"""What is said of the draws of an index, `...` for all, in balls or, where the other argument is True, in zonotopes."""


def sharpened(judge: Judge, problem: Problem, always: bool = False, also_wrong: bool = True) -> Verdict:
    """The verdict in balls, and in zonotopes for the draws of which balls leave an array open; `always` for all of them.

    Both enclosures are in the comparisons then. What zonotopes say holds as well as what balls say; the narrower is taken.
    Without `also_wrong` a verdict that is wrong already stays as it is, though other arrays are open.
    """
    verdict = judge(..., False)
    if verdict.disagrees and not also_wrong:
        return verdict
    draws = _open(verdict, always)
    if not len(draws) or not verdict.comparisons or work(problem) * len(draws) > WORK:
        return verdict
    if problem.x.ndim == 2:
        return merged(verdict, [(..., judge(..., True))])
    together = max(1, MEMORY // (_bytes(problem) * problem.batch))
    blocks = [draws[i : i + together] for i in range(0, len(draws), together)]
    return merged(verdict, [(block, judge(block, True)) for block in blocks])


def enclosed(problem: Problem, xp: Balls, kinks: Kinks, literally: bool = False) -> Pass:
    """A pass in balls that has come forward and back, with letters that zonotopes enclose, in blocks of examples."""
    t, finer = Pass(problem, xp, kinks, literally=literally), zonotopes(*xp.modelled)
    parts: dict[str, dict[int, list[Ball]]] = {"z": {}, "a": {}, "delta": {}}
    for columns in _blocks(problem):
        part = problem if columns == slice(0, problem.batch) else problem.columns(columns)
        block = Pass(part, finer, kinks, batch=problem.batch, literally=literally)
        send_back(forward(block))
        for name, layers in parts.items():
            for l, letter in getattr(block, name).items():
                layers.setdefault(l, []).append(letter)
    for name, layers in parts.items():
        getattr(t, name).update({l: xp.beside(blocks) for l, blocks in layers.items() if (name, l) != ("a", 1)})
    return t


def passed(problem: Problem, xp: Balls, equations: Equations = BOOK) -> Pass:
    """A pass that has come forward and back; in zonotopes the book's equations take the examples in blocks."""
    if isinstance(xp, Zonotopes) and equations is BOOK:
        return enclosed(problem, balls(*xp.modelled), {})
    return send_back(forward(Pass(problem, xp), equations), equations)


def work(problem: Problem) -> int:
    """About the multiplications of zonotopes for one draw: each symbol of an example is a column, there and back."""
    network = problem.network
    weights = sum(n * network.widths[l - 1] for l, n in network.widths.items() if l > 1)
    return 2 * problem.batch * _symbols(problem) * weights


def _symbols(problem: Problem) -> int:
    """A symbol for each neuron on the way to the outputs, and one on the way back."""
    n, L = problem.network.widths, problem.network.L
    return sum(n[l] for l in range(2, L)) + sum(n[l] for l in range(3, L + 1))


def _bytes(problem: Problem) -> int:
    """What the generators of the widest layer take for one example."""
    n = problem.network.widths
    return max(1, 4 * _symbols(problem) * max(n[l] for l in problem.network.w))


def _blocks(problem: Problem) -> Iterator[slice]:
    draws = int(np.prod(problem.x.shape[:-2]))
    together = max(1, MEMORY // (_bytes(problem) * draws))
    for first in range(0, problem.batch, together):
        yield slice(first, min(first + together, problem.batch))


def _open(verdict: Verdict, always: bool) -> Array:
    """The draws, along the first axis, of which any array is not decided; without such an axis [0] or nothing."""
    draws = verdict.problem.x.shape[0] if verdict.problem.x.ndim > 2 else 1
    if always:
        return np.arange(draws)
    found = np.zeros(draws, dtype=bool)
    for c in verdict.comparisons:
        found |= ~c.whole.decided.reshape(draws, -1).all(axis=-1)
    return np.flatnonzero(found)


def of_draws(problem: Problem, draws: Any) -> Problem:
    """The problem of some draws; `...` for all."""
    return problem if draws is ... else problem.map(lambda array: array[draws])


def gradient_of_draws(gradient: Gradient, draws: Any) -> Gradient:
    """What was given for some draws; `...` for all."""
    if draws is ...:
        return gradient
    nabla_b, nabla_w = (
        {l: np.asarray(array)[draws] for l, array in layers.items()} for layers in (gradient.nabla_b, gradient.nabla_w)
    )
    return Gradient(nabla_b, nabla_w, None if gradient.cost is None else np.asarray(gradient.cost)[draws])


def merged(verdict: Verdict, sharper: Sequence[tuple[Any, Verdict]]) -> Verdict:
    """The verdict with the comparisons of some draws replaced by sharper ones."""
    found = list(verdict.comparisons)
    for draws, other in sharper:
        found = [_with(c, s, draws) for c, s in zip(found, other.comparisons, strict=True)]
    named = next((other.looks_like for _, other in sharper if other.looks_like), verdict.looks_like)
    return replace(verdict, comparisons=tuple(found), looks_like=named)


def _with(c: Comparison, sharp: Comparison, draws: Any) -> Comparison:
    """A comparison with those draws of another where that is narrower, and the ball that it had before.

    Both hold. Balls may be the narrower ones where they knew nothing, and took what is left of a division that is cancelled.
    """
    before, shape = c.of_balls or c.ball, np.shape(c.given)
    if draws is ... and (sharp.ball.rad <= c.ball.rad).all():
        return replace(sharp, ball=Ball(sharp.ball.mid, sharp.ball.rad, sharp.ball.size, before.model), of_balls=before)
    narrower = sharp.ball.rad <= np.broadcast_to(c.ball.rad, shape)[draws]

    def put(of: Array, other: Array) -> Array:
        result = np.array(np.broadcast_to(of, shape))
        result[draws] = np.where(narrower, other, result[draws])
        return result

    mid, rad, size = (put(getattr(c.ball, part), getattr(sharp.ball, part)) for part in ("mid", "rad", "size"))
    return replace(
        c,
        given=put(c.given, sharp.given),
        ball=Ball(mid, rad, size, before.model),
        of_balls=before,
        yardstick=put(c.yardstick, sharp.yardstick),
        known=put(c.known, sharp.known),
        divided=put(c.divided, sharp.divided),
        defects=tuple(dict.fromkeys((*c.defects, *sharp.defects))),
        why=c.why or sharp.why,
    )
