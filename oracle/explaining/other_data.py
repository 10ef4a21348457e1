"""Gradients that are right for other data: y one example behind x, x shuffled without y, x scaled, a part of the batch.

Every equation holds then, with the x and y that somebody took; what they took is looked for in a short table, and what
was shuffled in every order of a small batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from math import factorial, sqrt
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.claimed import Claimed, fits
from nablacheck.oracle.explaining.diagnosis import Diagnosis
from nablacheck.oracle.explaining.explanation import Explanation
from nablacheck.oracle.explaining.factors import ONE, Factor, Interval, ratio
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Pass, backprop, forward, output_error
from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

Array = Any
MAY_BE_DECLARED = frozenset({"classes one up", "classes one down", "2y − 1", "(y + 1)/2", "x and y exchanged"})
"""The names of those that another declaration may say as well, of the targets or of the order of the arguments."""
ORDERS = 720
"""So many orders of the examples are tried, all those of six."""


@dataclass(frozen=True)
class Other:
    """Other data by a name: what it says, the problem with it (None where it cannot be), and the equation that reads it."""

    name: str
    says: str
    of: Callable[[Problem], Problem | None]
    equation: str = ""

    def layers(self, problem: Problem) -> frozenset[int]:
        """The layer where that equation stands: y is read at the output, x at layer 2."""
        at = {IN_Y: problem.network.L, IN_X: 2}
        return frozenset({at[self.equation]} if self.equation in at else ())


IN_Y, IN_X = "BP1", "equation (23)"


def _y(name: str, says: str, change: Callable[[Array], Array]) -> Other:
    return Other(name, says, lambda p: replace(p, y=np.ascontiguousarray(change(p.y)).astype(p.dtype)), IN_Y)


def _x(name: str, says: str, change: Callable[[Array], Array]) -> Other:
    return Other(name, says, lambda p: replace(p, x=np.ascontiguousarray(change(p.x)).astype(p.dtype)), IN_X)


def _weights(name: str, says: str, change: Callable[[Array], Array]) -> Other:
    """Other weights in all layers, of which the whole pass is one."""

    def of(p: Problem) -> Problem:
        n = p.network
        w = {l: np.ascontiguousarray(change(w)).astype(p.dtype) for l, w in n.w.items()}
        return replace(p, network=Network(w, n.b, n.activations, n.cost))

    return Other(name, says, of)


def _whole(name: str, says: str, cut: Callable[[Array], Array]) -> Other:
    """Whole numbers for the targets; where all of them are 0, nothing tells them from targets that are missing."""
    made = _y(name, says, cut)
    return replace(made, of=lambda p: made.of(p) if np.any(cut(p.y)) else None)


def _exchanged(p: Problem) -> Problem | None:
    return replace(p, x=p.y, y=p.x) if p.x.shape == p.y.shape else None


def _part(chosen: Callable[[int], slice]) -> Callable[[Problem], Problem | None]:
    """The mean over some of the examples."""

    def of(p: Problem) -> Problem | None:
        some = chosen(p.batch)
        return p.columns(some) if len(range(p.batch)[some]) else None

    return of


def _averaged(p: Problem) -> Problem:
    """The mean of x with the mean of y, as every example."""
    x, y = (np.ascontiguousarray(part.mean(1, keepdims=True) + 0 * part).astype(p.dtype) for part in (p.x, p.y))
    return replace(p, x=x, y=y)


def _winner(y: Array) -> Array:
    return 1.0 * (np.arange(len(y))[:, None] == y.argmax(axis=0))


BEHIND = "x and y do not belong together: each example has the target y of the example {} it (the labels are shifted, rolled)"
DATA: tuple[Other, ...] = (
    _y("y one behind", BEHIND.format("before"), lambda y: np.roll(y, 1, axis=1)),
    _y("y one ahead", BEHIND.format("after"), lambda y: np.roll(y, -1, axis=1)),
    _y("y reversed", "x and y do not belong together: the examples of y are in reverse order", lambda y: y[:, ::-1]),
    _y("y of the first", "each example has the target y of the first example", lambda y: y[:, :1] + 0 * y),
    _y("y of the last", "each example has the target y of the last example", lambda y: y[:, -1:] + 0 * y),
    _y(
        "y averaged", "each example has the mean of the targets y over the examples", lambda y: y.mean(1, keepdims=True) + 0 * y
    ),
    _y(
        "classes one up",
        "the targets y are shifted by one output: each class number is one too large, the last is the first",
        lambda y: np.roll(y, 1, axis=0),
    ),
    _y(
        "classes one down",
        "the targets y are shifted by one output: each class number is one too small, the first is the last",
        lambda y: np.roll(y, -1, axis=0),
    ),
    _y("outputs of y reversed", "the outputs of the targets y are in reverse order", lambda y: y[::-1]),
    _y("y of the first output", "each output has the target y of the first output", lambda y: y[:1] + 0 * y),
    _y("1 − y", "1 − y was taken for the targets y", lambda y: 1 - y),
    _y("−y", "−y was taken for the targets y: a^L + y for a^L − y", lambda y: -y),
    _y("2y − 1", "the targets y were changed from 0 and 1 into −1 and 1: 2y − 1", lambda y: 2 * y - 1),
    _y("(y + 1)/2", "the targets y were changed from −1 and 1 into 0 and 1: (y + 1)/2", lambda y: (y + 1) / 2),
    _whole("y rounded", "the targets y were rounded to whole numbers", np.rint),
    _whole("y cut", "the targets y were cut to whole numbers, as by int(y)", np.trunc),
    _y("y one-hot", "the targets y were replaced by 1 for the largest and 0 elsewhere (one-hot of argmax y)", _winner),
    _y("y smoothed", "the targets y were smoothed, 0.9 y + 0.1/n_L", lambda y: 0.9 * y + 0.1 / len(y)),
    _y("y centred", "the mean of y over the examples was subtracted from y", lambda y: y - y.mean(1, keepdims=True)),
    _y("y over its largest", "y was divided by its largest number", lambda y: y / abs(y).max()),
    Other("batch averaged", "the batch was averaged first: its one example is the mean of x with the mean of y", _averaged),
    Other("x and y exchanged", "x and y are exchanged: the arguments are in another order", _exchanged),
    _x("x reversed", "the inputs (features) of x are in reverse order", lambda x: x[::-1]),
    _x("x one input down", "the inputs (features) of x are shifted by one", lambda x: np.roll(x, 1, axis=0)),
    _x("x centred", "x was centred: its mean over everything was subtracted", lambda x: x - x.mean()),
    _x("inputs centred", "x was centred: the mean over the examples was subtracted", lambda x: x - x.mean(1, keepdims=True)),
    _x("examples centred", "x was centred: the mean of each example was subtracted", lambda x: x - x.mean(0, keepdims=True)),
    _x("x standardised", "x was normalised with the mean and the deviation of everything", lambda x: (x - x.mean()) / x.std()),
    _x(
        "inputs standardised",
        "x was normalised with the mean and the deviation over the examples of the batch",
        lambda x: (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True),
    ),
    _x(
        "inputs standardised, m − 1",
        "x was normalised with the mean and the deviation over the examples of the batch (ddof=1)",
        lambda x: (x - x.mean(1, keepdims=True)) / (x.std(1, keepdims=True) * (x.shape[1] / max(x.shape[1] - 1, 1)) ** 0.5),
    ),
    _x(
        "examples standardised",
        "x was normalised with the mean and the deviation of each example",
        lambda x: (x - x.mean(0, keepdims=True)) / x.std(0, keepdims=True),
    ),
    _x(
        "x between 0 and 1",
        "x was scaled to numbers between 0 and 1 (its least and largest number)",
        lambda x: (x - x.min()) / (x.max() - x.min()),
    ),
    _x("x over its largest", "x was divided by its largest number", lambda x: x / x.max()),
    _x("x over its largest size", "x was divided by the largest |x|", lambda x: x / abs(x).max()),
    _x("x over its norm", "x was divided by its norm", lambda x: x / np.linalg.norm(x)),
    _x(
        "examples over their norm",
        "each example x was divided by its norm",
        lambda x: x / np.linalg.norm(x, axis=0, keepdims=True),
    ),
    _x("x over 255", "x was divided by 255, as pixels are", lambda x: x / 255),
    _x("x over 256", "x was divided by 256, as pixels are", lambda x: x / 256),
    _x("x halved", "x/2 was taken for x", lambda x: x / 2),
    _x("x doubled", "2x was taken for x", lambda x: 2 * x),
    _x("x over 10", "x was divided by 10", lambda x: x / 10),
    _x("ten times x", "10x was taken for x", lambda x: 10 * x),
    _x("x over 100", "x was divided by 100", lambda x: x / 100),
    _x("−x", "−x was taken for x", lambda x: -x),
    _x("|x|", "|x| was taken for x", abs),
    _x("x rectified", "the negative numbers of x were set to 0", lambda x: np.maximum(x, 0)),
    _x("x squared", "x² was taken for x", lambda x: x * x),
    _x("sigmoid of x", "the sigmoid of x was taken for x: σ of the input layer", lambda x: 1 / (1 + np.exp(-x))),
    _x("tanh of x", "tanh x was taken for x: σ of the input layer", np.tanh),
    _x("x rounded", "x was rounded to whole numbers", np.rint),
    Other("first half", "only the first half of the examples is in the gradient", _part(lambda m: slice(0, m // 2))),
    Other(
        "larger first half", "only the first half of the examples is in the gradient", _part(lambda m: slice(0, (m + 1) // 2))
    ),
    Other("second half", "only the second half of the examples is in the gradient", _part(lambda m: slice(m // 2, None))),
    Other("every other", "only every other example is in the gradient", _part(lambda m: slice(0, None, 2))),
    Other("every other, from the second", "only every other example is in the gradient", _part(lambda m: slice(1, None, 2))),
    Other("first two", "only the first two examples are in the gradient", _part(lambda m: slice(0, 2))),
    Other("first three", "only the first three examples are in the gradient", _part(lambda m: slice(0, 3))),
    Other("all but the last two", "the last two examples are left out", _part(lambda m: slice(0, m - 2))),
)
OTHERS: tuple[Other, ...] = (
    *DATA,
    *(
        _weights(name, f"{says} was taken for w in every layer, forward and back", change)
        for name, says, change in (
            ("w halved", "w/2", lambda w: w / 2),
            ("w doubled", "2w", lambda w: 2 * w),
            ("−w", "−w", lambda w: -w),
            ("|w|", "|w|", abs),
            ("w over 10", "w/10", lambda w: w / 10),
            ("ten times w", "10w", lambda w: 10 * w),
            ("w over 100", "w/100", lambda w: w / 100),
            ("w rounded to 1", "w rounded to 1 decimal", lambda w: np.round(w, 1)),
            ("w rounded to 2", "w rounded to 2 decimals", lambda w: np.round(w, 2)),
            ("w rounded to 3", "w rounded to 3 decimals", lambda w: np.round(w, 3)),
            ("w over √n", "w/√n_{l-1}", lambda w: w / sqrt(w.shape[-1])),
            ("w times √(2/n)", "w √(2/n_{l-1})", lambda w: w * sqrt(2 / w.shape[-1])),
            ("w over its norm", "w over its norm", lambda w: w / (np.linalg.norm(w) or 1.0)),
            ("sign of w", "the sign of w", np.sign),
            ("w in float16", "w in float16", lambda w: w.astype(np.float16).astype(w.dtype)),
        )
    ),
)
SHUFFLED = Other(
    "shuffled",
    "x and y do not belong together: the examples of one were shuffled (another order), those of the other not",
    lambda p: None,
    IN_Y,
)


def other_data(claims: Sequence[Claimed], times: bool = False) -> Explanation | None:
    """The data with which every equation predicts all numbers, with `times` but for a factor; None where none do."""
    ordered = sorted(claims, key=lambda claimed: -claimed.problem.batch)
    if any(claimed.shared for claimed in ordered):
        return None
    for other in OTHERS:
        names = _everywhere(ordered, other.of)
        if names and (times or ONE.name in names):
            return _explanation(ordered, other, names)
    return _explanation(ordered, SHUFFLED, {ONE.name: ONE}) if not times and _all_shuffled(ordered) else None


def _everywhere(claims: Sequence[Claimed], of: Callable[[Problem], Problem | None]) -> dict[str, Factor]:
    """The factors with which other data predict everything, by their names; none where they change nothing anywhere."""
    common: dict[str, Factor] | None = None
    changed = False
    for claimed in claims:
        other = _changed(claimed.problem, of)
        if other is None:
            return {}
        same = _alike(other, claimed.problem)
        changed = changed or not same
        interval = _interval(claimed, other)
        if not interval or not interval.bounded:
            return {}
        found = claimed.factors.within(interval)
        if 1.0 in interval:
            found = {ONE.name: ONE, **found}
        common = found if common is None else {name: factor for name, factor in common.items() if name in found}
        if not common:
            return {}
    return (common or {}) if changed else {}


def _changed(problem: Problem, of: Callable[[Problem], Problem | None]) -> Problem | None:
    try:
        with np.errstate(all="ignore"):
            other = of(problem)
    except InputError:
        return None
    return other if other is not None and np.isfinite(other.x).all() and np.isfinite(other.y).all() else None


def other_x(other: Other, problem: Problem) -> Array | None:
    """The x of other data, in the shape that it had; None where it cannot be."""
    changed = _changed(problem, other.of)
    return changed.x if changed is not None and changed.x.shape == problem.x.shape else None


def _alike(one: Problem, other: Problem) -> bool:
    pairs = ((one.x, other.x), (one.y, other.y), *((one.network.w[l], other.network.w[l]) for l in one.network.w))
    return all(np.array_equal(*pair) for pair in pairs)


def _interval(claimed: Claimed, other: Problem) -> Interval:
    """The factors with which the gradient of other data is what was given; the output first, which refutes most."""
    t = forward(Pass(other, claimed.xp))
    interval, L = Interval(), t.L
    with t.xp.working():
        t.delta[L] = output_error(t)
        letter, ball = ("∇b", BOOK.bp3(t, L)) if claimed.nabla_b else ("∇w", BOOK.bp4(t, L))
        interval &= ratio(claimed.target(letter, L), t.xp.lift(ball))
    if not interval:
        return interval
    trace = backprop(other, arithmetic=claimed.xp)
    for letter, given, balls in (("∇b", claimed.nabla_b, trace.nabla_b), ("∇w", claimed.nabla_w, trace.nabla_w)):
        for l in given:
            if interval:
                interval &= _of_array(claimed.target(letter, l), balls[l])
    return interval


def _of_array(target: Ball, ball: Ball) -> Interval:
    """Of what is all 0, as under dead neurons, every factor is one."""
    if not np.any(target.mid) and fits(ball, target):
        return Interval()
    return ratio(target, ball)


def _all_shuffled(claims: Sequence[Claimed]) -> bool:
    """Whether some order of y explains each batch, and each example by itself is as it should be."""
    small = [claimed for claimed in claims if factorial(claimed.problem.batch) <= ORDERS]
    # a batch that is right says nothing of an order, and where the wrong ones are too large to be tried, no order was seen
    if not any(claimed.problem.batch > 2 and 1.0 not in _interval(claimed, claimed.problem) for claimed in small):
        return False
    return all(any(1.0 in _interval(claimed, other) for other in _orders(claimed.problem)) for claimed in reversed(small))


def _orders(problem: Problem) -> Iterator[Problem]:
    for order in permutations(range(problem.batch)):
        yield replace(problem, y=problem.y[:, list(order)])


def _explanation(claims: Sequence[Claimed], other: Other, names: dict[str, Factor]) -> Explanation:
    """What is said, on the smallest batch where it is seen."""
    factor = min(names.values(), key=lambda factor: (not factor.one, factor.cost))
    claimed, shown = next((claimed, shown) for claimed in reversed(claims) for shown in _shown(claimed, other))
    made = Mistake(other.name, other.equation, other.says, BOOK.bp4)
    scale = None if factor.one else (factor.name, factor.value)
    whole = Diagnosis(((made, other.layers(claimed.problem)),), scale)
    return Explanation((shown,), claimed.problem, (whole,), (f"{whole} (predicts every number)",))


def _shown(claimed: Claimed, other: Other) -> Iterator[Comparison]:
    """The arrays that are not the book's, from the output back, under the equation that reads the data."""
    trace = backprop(claimed.problem, arithmetic=claimed.xp)
    letters = (("∇b", "BP3", claimed.nabla_b, trace.nabla_b), ("∇w", "BP4", claimed.nabla_w, trace.nabla_w))
    for l in sorted(claimed.nabla_w, reverse=True):
        for letter, equation, given, balls in letters:
            if l in given and not fits(balls[l], claimed.target(letter, l)):
                at = next(iter(other.layers(claimed.problem)), l)
                reads = other.equation.removeprefix("equation ") or equation
                shown = claimed.shown(letter, l, balls[l])
                by = f"{equation} with {'x and y' if other.equation else 'w'}"
                yield Comparison(reads, at, f"{letter}^{l}", given[l], shown, abs(shown.mid), by=by)
