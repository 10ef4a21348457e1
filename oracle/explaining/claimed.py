"""What somebody claims, as the explanation reads it: ∇b and ∇w in balls, what a weight decay added taken away again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.factors import Factors
from nablacheck.oracle.judging.wholes import SHARE
from nablacheck.reference.arithmetic import Ball, Balls
from nablacheck.reference.problem import Problem

Array = Any
View = Callable[[Ball], Ball]
Target = tuple[View, Ball]
"""What was given, and the view of an equation in which it is seen."""


@dataclass(frozen=True, eq=False)
class Claimed:
    """∇b and ∇w of a problem by layer, as they were given; `nabla_b` may be empty.

    `penalty[letter, l]` is what a declared weight decay adds to ∇b^l or ∇w^l, `decays` the number that multiplies w and b
    in it by letter, `pulls` that which multiplies their signs, `over` what the declared λ was divided by: m, for l2 or l1.
    The gradient is a difference of parameters over `learning_rate` where that is not None. With `shared` all biases of a
    layer are one number.
    """

    problem: Problem
    xp: Balls
    nabla_b: Mapping[int, Array]
    nabla_w: Mapping[int, Array]
    penalty: Mapping[tuple[str, int], Ball] = field(default_factory=dict)
    decays: Mapping[str, float] = field(default_factory=dict)
    pulls: Mapping[str, float] = field(default_factory=dict)
    over: Mapping[str, str] = field(default_factory=dict)
    learning_rate: float | None = None
    shared: bool = False

    @property
    def single(self) -> bool:
        """Whether ∇b is δ: there is one example, and a bias for each neuron."""
        return self.problem.batch == 1 and bool(self.nabla_b) and not self.shared

    @cached_property
    def factors(self) -> Factors:
        """The factors that the numbers may be off by."""
        lam = {name: value for name, value in (("lambda", self.decays.get("∇w", 0.0)),) if value}
        return Factors(self.problem, self.learning_rate, **lam)

    @cached_property
    def largest(self) -> float:
        """The largest number that was given, without its sign."""
        return max(float(abs(array).max()) for layers in (self.nabla_b, self.nabla_w) for array in layers.values())

    def given(self, letter: str, l: int) -> Array:
        """The numbers themselves."""
        return (self.nabla_b if letter == "∇b" else self.nabla_w)[l]

    def parameter(self, letter: str, l: int) -> Array:
        """w^l or b^l."""
        network = self.problem.network
        return network.w[l] if letter == "∇w" else network.b[l][:1] if self.shared else network.b[l]

    def raw(self, letter: str, l: int) -> Ball:
        """Every gradient that is shown as the numbers given: a difference of parameters has lost digits.

        w′ = fl(w − fl(ηg)), then fl(fl(w − w′)/η): four roundings, of |w| + |ηg|, |ηg|, |ηg| and |g|, each granted twice.
        What is no number is not that of any other.
        """
        given = np.asarray(self.given(letter, l), dtype=np.float64)
        if self.learning_rate is None:
            return Ball(given, np.zeros_like(given), abs(given), self.xp)
        u = self.xp.precision.u
        size = np.where(np.isfinite(given), abs(given), 0.0)
        rad = 2 * u * (abs(self.parameter(letter, l) / self.learning_rate) + 4 * size)
        return Ball(given, rad * (1 + 16 * u), abs(given), self.xp)

    def target(self, letter: str, l: int) -> Ball:
        """What the equation alone must give: without the weight decay, which was added with two roundings of the sum."""
        raw, added = self.raw(letter, l), self.penalty.get((letter, l))
        if added is None:
            return raw
        rad = raw.rad + added.rad + 2 * self.xp.elementwise * (abs(raw.mid) + abs(added.mid))
        return Ball(raw.mid - added.mid, rad, raw.size, self.xp)

    def shown(self, letter: str, l: int, ball: Ball) -> Ball:
        """What an equation gives, as the claim would show it: with the weight decay and the roundings of a step."""
        added = self.penalty.get((letter, l))
        with self.xp.working():
            ball = ball if added is None else ball + added
        return Ball(ball.mid, ball.rad + self.raw(letter, l).rad, ball.size, self.xp)


def fits(ball: Ball, target: Ball) -> bool:
    """Whether no entry contradicts: the balls meet, or one of them is infinite; NaN meets nothing."""
    if ball.shape != target.shape:
        return False
    with np.errstate(invalid="ignore"):
        return bool(((abs(ball.mid - target.mid) <= ball.rad + target.rad) | np.isinf(ball.rad)).all())


def minus(x: Ball, y: Ball) -> Ball:
    """The difference of two balls, each of them rounded twice before."""
    rad = x.rad + y.rad + x.model.elementwise * (abs(x.mid) + abs(y.mid)) + x.model.floor
    return Ball(x.mid - y.mid, rad, x.size + y.size, x.model)


def far_off(floats: Array, target: Ball, beside: float = 0.0) -> bool:
    """Whether most entries of an array, as it comes in floating point, have not even half of the digits of a target.

    It spares balls what they would not meet either; what is not finite says nothing. `beside` is the largest number that
    stands beside the target: of what cancels to nothing against that, every digit is rounding.
    """
    if np.shape(floats) != target.shape:
        return True
    with np.errstate(all="ignore"):
        largest = max(abs(floats).max(), abs(target.mid).max(), beside)
        far = abs(floats - target.mid) > largest * math.sqrt(target.model.precision.u) + target.rad
    return bool(2 * int(far.sum()) > far.size)


def predicts(ball: Ball, target: Ball) -> bool:
    """Whether every entry is predicted: the balls meet, all are finite, and as a whole small against what they say."""
    if ball.shape != target.shape or not np.isfinite(ball.rad).all():
        return False
    rad = ball.rad + target.rad
    if not (abs(ball.mid - target.mid) <= rad).all():
        return False
    if ((ball.mid == 0) & (ball.rad == 0)).all():
        return True
    size = np.broadcast_to(ball.size, ball.shape)  # of what cancels nothing is left but its rounding, and that is a prediction
    with np.errstate(over="ignore"):  # what is too large to be squared predicts nothing
        return bool(SHARE * np.linalg.norm(np.broadcast_to(ball.rad, ball.shape)) < np.linalg.norm(size))
