"""Gradients that are right for another forward pass: equation (23) or σ is broken, and BP1 to BP4 hold with what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from nablacheck.oracle.explaining.claimed import Claimed, far_off, fits, predicts
from nablacheck.oracle.explaining.diagnosis import Diagnosis
from nablacheck.oracle.explaining.explanation import Explanation
from nablacheck.oracle.explaining.forward_passes import Forward
from nablacheck.oracle.explaining.wrong_steps import steps
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.reference.arithmetic import FLOAT, Arithmetic, Ball
from nablacheck.reference.backprop import BOOK, Pass, backprop, backward, output_error
from nablacheck.reference.problem import Problem

Array = Any
FEW = 3
"""So many layers have every group of them tried; of more each by itself, the hidden ones together, and all."""
SEEN_IN = {"∇b": "BP3 after (23)", "∇w": "BP4 after (23)"}
"""What gives the numbers in which (23) is seen."""


def another_forward(claims: Sequence[Claimed], at_the_output: bool = False) -> Explanation | None:
    """The forward pass with which BP1 to BP4 predict every number of all claims, as an explanation; None where none does.

    Nor is one named where several steps of the output do that give another a^L, as under a cost that asks for its sign alone.
    Another σ of the output layer alone, which the catalogue has as a mistake in BP1, is left out; `at_the_output` that layer
    alone is looked at, with every step.
    """
    ordered = sorted(claims, key=lambda claimed: claimed.problem.batch)
    first = next((claimed for claimed in ordered if not _holds(claimed, None)), None)
    if first is None or not any(_another_delta(claimed) for claimed in ordered):
        return None
    alone = any(_holds(claimed, None) for claimed in ordered if claimed.problem.batch == 1)
    possible = (made for made in _made(first.problem, at_the_output) if not alone or made.across)
    found = (one for made in possible for one in _holding(ordered, first, made))
    one = next(found, None)
    if one is None:
        return None
    rivals = (other for other in found if one.rivals(other, first.problem.network.L))
    return None if any(not _same_output(ordered, one, other) for other in rivals) else _explanation(first, one)


def _same_output(claims: Sequence[Claimed], one: Forward, other: Forward) -> bool:
    """Whether two forward passes have the same a^L, as softmax of z^L + 1 is that of z^L: the plainer one says it all."""

    def outputs(claimed: Claimed) -> list[Ball]:
        passes = [made.through(claimed.problem, claimed.xp) for made in (one, other)]
        return [t.xp.lift(t.a[t.L]) for t in passes]

    return all(fits(*outputs(claimed)) for claimed in claims)


def seen_in_the_output(claims: Sequence[tuple[Claimed, Array]]) -> Diagnosis | None:
    """The forward pass that gives each a^L that was returned, whatever its gradient is; None where none does."""
    first = claims[0][0]

    def gives(made: Forward, claimed: Claimed, output: Array) -> bool:
        t = made.through(claimed.problem, claimed.xp)
        return predicts(t.xp.lift(t.a[t.L]), t.xp.lift(output))

    for made in (*_made(first.problem), *_made(first.problem, at_the_output=True)):
        if all(gives(made, claimed, output) for claimed, output in claims):
            return Diagnosis(made.mistakes)
    return None


def _holding(claims: Sequence[Claimed], first: Claimed, made: Forward) -> Iterator[Forward]:
    """A forward pass with each σ′ under which every number of all claims is predicted."""
    if all(_near_at_the_output(claimed, made) for claimed in (first, *claims)) and starts(first, made):
        may_hold = (one for one in made.primes() if all(_near(claimed, one) for claimed in claims))
        yield from (one for one in may_hold if all(_holds(claimed, one) for claimed in claims))


def groups(problem: Problem) -> list[tuple[int, ...]]:
    """The layers at which one mistake may have been made together: all first, then the hidden ones, then fewer."""
    layers = tuple(range(2, problem.network.L + 1))
    if len(layers) <= FEW:
        return [group for size in reversed(range(1, len(layers) + 1)) for group in combinations(layers, size)]
    return list(dict.fromkeys((layers, layers[:-1], layers[1:], *((l,) for l in layers))))


def _made(problem: Problem, at_the_output: bool = False) -> Iterator[Forward]:
    """Every step at every group of layers where it can be made, or at the output alone."""
    t, L = Pass(problem), problem.network.L
    for step in steps(problem):
        for group in [(L,)] if at_the_output else groups(problem):
            # under a cost that is kinked in a^L, as one of margins, δ^L is the same for many a^L
            if group == (L,) and ((step.chosen and not at_the_output) or problem.network.cost.kinked):
                continue
            if all(step.applies(t, l) for l in group) and (not step.once or _of_some(group, problem)):
                made = Forward(dict.fromkeys(group, step))
                if t.cancelled:
                    yield replace(made, cancels=True)
                if (step.a and L in group) or not t.cancelled:
                    yield made


def _of_some(group: tuple[int, ...], problem: Problem) -> bool:
    """Whether a group is the output, all layers or all hidden layers that have one σ: those for which a formula is written."""
    L, entries = problem.network.L, problem.network.activations
    alike = tuple(l for l in entries if entries[l] is entries[group[0]])
    return group in ((L,), alike, tuple(l for l in alike if l < L))


def starts(claimed: Claimed, made: Forward) -> bool:
    """Whether what is seen of δ^L is predicted, with any of the σ′ that may go with the steps."""
    target, near = _seen_of_the_output(claimed), _near_at_the_output(claimed, made)
    return any(predicts(claimed.xp.lift(given), target) for given in _of_the_output(claimed, near, claimed.xp))


def _near_at_the_output(claimed: Claimed, made: Forward) -> list[Forward]:
    """It with each of the σ′ with which δ^L is not far off in floats."""
    L, target = claimed.problem.network.L, _seen_of_the_output(claimed)
    ways = [*made.primes()] if L in made.steps else [made]
    return [one for one, given in zip(ways, _of_the_output(claimed, ways, FLOAT), strict=True) if not far_off(given, target)]


def _seen_of_the_output(claimed: Claimed) -> Ball:
    """∇b^L, or ∇w^L where that alone is given."""
    return claimed.target("∇b" if claimed.nabla_b else "∇w", claimed.problem.network.L)


def _of_the_output(claimed: Claimed, ways: Sequence[Forward], arithmetic: Arithmetic) -> Iterator[Array]:
    """The same after a forward pass with each σ′ that may go with its steps."""
    L, came = claimed.problem.network.L, None
    for one in ways:
        t = came = came.going_back(one) if came else one.through(claimed.problem, arithmetic)
        with t.xp.working():
            t.delta[L] = output_error(t)
            given = BOOK.bp3(t, L) if claimed.nabla_b else BOOK.bp4(t, L)
            given = given.sum(axis=-2, keepdims=True) if claimed.nabla_b and claimed.shared else given
        yield given


def likeliest(claimed: Claimed, made: Forward) -> Forward:
    """It with the σ′ under which most arrays are predicted."""

    def predicted(one: Forward) -> int:
        return sum(predicts(ball, claimed.target(letter, l)) for letter, l, ball in _gradient(claimed, one))

    return max(made.primes(), key=predicted)


def _holds(claimed: Claimed, made: Forward | None) -> bool:
    """Whether every number of a claim is predicted; with None by the book."""
    return all(predicts(ball, claimed.target(letter, l)) for letter, l, ball in _gradient(claimed, made))


def _near(claimed: Claimed, made: Forward) -> bool:
    """Whether no array of a claim is far off what floats give: balls would not meet it either."""
    gradient, largest = _gradient(claimed, made, FLOAT), claimed.largest
    return not any(far_off(array, claimed.target(letter, l), largest) for letter, l, array in gradient)


def _another_delta(claimed: Claimed) -> bool:
    """Whether a ∇b, and so a δ, is not the book's, or none was given: where all are, the pass came forward as it should."""
    of_b = [predicts(ball, claimed.target(letter, l)) for letter, l, ball in _gradient(claimed, None) if letter == "∇b"]
    return not of_b or not all(of_b)


def _gradient(claimed: Claimed, made: Forward | None, arithmetic: Arithmetic | None = None) -> Iterator[tuple[str, int, Array]]:
    """Letter, layer and what BP1 to BP4 say of it after a forward pass, in the balls of the claim or another arithmetic."""
    xp = arithmetic or claimed.xp
    trace = backward(made.through(claimed.problem, xp)) if made else backprop(claimed.problem, arithmetic=xp)
    for l in claimed.nabla_b:
        ball = trace.nabla_b[l]
        yield "∇b", l, ball.sum(axis=-2, keepdims=True) if claimed.shared else ball
    for l in claimed.nabla_w:
        yield "∇w", l, trace.nabla_w[l]


def _explanation(claimed: Claimed, made: Forward) -> Explanation:
    """What is said: (23) at the first of the layers, as it is seen in what comes of it."""
    whole = Diagnosis(made.mistakes)
    shown = tuple(_shown(claimed, min(made.steps)))
    return Explanation(shown, claimed.problem, (whole,), (f"{whole} (predicts every number)",))


def _shown(claimed: Claimed, layer: int) -> Iterator[Comparison]:
    """The first array that is not the book's, from the output back, under (23)."""
    for letter, l, ball in sorted(_gradient(claimed, None), key=lambda one: -one[1]):
        if not predicts(ball, claimed.target(letter, l)):
            shown = claimed.shown(letter, l, ball)
            given, yardstick = claimed.given(letter, l), abs(shown.mid)
            yield Comparison("(23)", layer, f"{letter}^{l}", given, shown, yardstick, by=SEEN_IN[letter])
            return
