"""Where a formula switches from one branch to another, and whether its derivative jumps there.

A formula is followed on a tape in certified arithmetic, which is told of each choice that it makes (`where`, `maximum`,
`minimum`, `abs`). Where a choice differs between two neighbouring points, the switch is closed in by halving. Whether
something jumps there is a question of scale: across a gap of width h a Lipschitz function changes by O(h), so that its
change certainly shrinks with the gap; that of a function with a jump certainly does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import FLOAT64, Array, Ball, Balls, balls
from nablacheck.reference.arithmetic.certified import Certified
from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.pullbacks import SMOOTH, Pullbacks
from nablacheck.reference.reverse import Tape, differentiated

POINT, ONE = np.zeros((1, 1)), np.ones((1, 1))

XP = Certified(192)
ROUNDED = balls(FLOAT64)
"""What rounding in float64, that of constants included, can make of a formula."""


class _Decided(Balls):
    """Balls in which a comparison that may hold does: a number is one of the largest even if it is not known exactly."""

    def where(self, condition: Trilean, x: Any, y: Any) -> Ball:
        """x where the condition may hold, else y."""
        return super().where(Trilean(condition.possible, condition.possible), x, y)


NEAR = _Decided(FLOAT64)
"""For points next to a switch, not so near that rounding crosses it."""

CLOSE = 30
"""How often what lies between two points is halved to find a threshold between them."""
WIDE, NARROW = 45, 70
"""How often the gap around a switch has been halved when the change across it is looked at, and looked at again."""
NEXT = 2.0**-20
"""The relative distance from a switch at which its rounding is looked at: far enough that rounding does not cross it."""


class Recorder(Tape):
    """A tape that keeps the choices: for each of them 1 where the first branch is taken, −1 the other, 0 at a tie."""

    def __init__(self, pullbacks: Pullbacks = SMOOTH) -> None:
        super().__init__(XP, pullbacks)
        self.choices: list[Array] = []

    def meets(self, one: Trilean, other: Trilean) -> None:
        """Keeps a choice."""
        self.choices.append(np.asarray(one.certain, dtype=int) - np.asarray(other.certain, dtype=int))


class Comparer(Recorder):
    """A tape that keeps each single comparison besides the choices: of z > 0.7 and z < 0.8 together, both."""

    def compared(self, condition: Trilean) -> Trilean:
        """Keeps a comparison."""
        self.meets(condition, ~condition)
        return condition


def thresholds(compared: Callable[[Any, Comparer], object], points: Array) -> Array:
    """Where a comparison that a formula makes at numbers (1, N) changes, between neighbours of some points: floats near it.

    Two that change between the same neighbours are both found, so that what lies between them can be looked at.
    """

    def made(x: Array) -> Array:
        tape = Comparer()
        with XP.working():
            compared(XP.lift(x[None, :]), tape)
        across = np.zeros((1, x.size), int)
        return np.concatenate([across[:0], *(np.atleast_2d(choice) + across for choice in tape.choices)])

    before = made(points)
    which, where = np.nonzero(before[:, 1:] != before[:, :-1])
    low, high, left = points[where], points[where + 1], before[which, where]
    for _ in range(CLOSE if which.size else 0):
        middle = low + (high - low) / 2
        apart, place = np.unique(middle, return_inverse=True)  # many comparisons change at the same point
        same = made(apart)[which, place] == left
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.unique(low)


def between(found: Array) -> Array:
    """Points on both sides of each of some thresholds, and one between any two: a branch may be narrow."""
    away = np.maximum(abs(found), 1) * NEXT
    return np.unique(np.concatenate([found - away, found + away, (found[1:] + found[:-1]) / 2]))


@dataclass(frozen=True)
class Formula:
    """f(a, xp) on a line, a = base + x · along, (n, N) for x (1, N); the line of real numbers itself for n = 1."""

    of: Callable[[Any, Any], Any]
    base: Array = field(default_factory=lambda: POINT)
    along: Array = field(default_factory=lambda: ONE)

    def __call__(self, x: Any, xp: Any) -> Any:
        """f at the point x of the line."""
        return self.of(x if self.along is ONE else x * xp.lift(self.along) + xp.lift(self.base), xp)

    def rounding(self, x: Array) -> tuple[Array, Array]:
        """What rounding in float64 can do to f and to its derivative along the line, at floats x; (N,) each."""
        a = NEAR.lift(self.base + self.along * x)
        with NEAR.working():
            parts = differentiated(self.of, a, Tape(NEAR, SMOOTH))
        value, prime = (np.broadcast_to(part.rad, part.shape) for part in parts)
        return value.sum(axis=0) + 0 * x[0], (prime * abs(self.along)).sum(axis=0)


def followed(formula: Formula, x: Array, pullbacks: Pullbacks = SMOOTH) -> tuple[Array, Array, Array]:
    """f(x), f′(x) and the choices (K, N), certified."""
    tape = Recorder(pullbacks)
    with XP.working():
        value, prime = differentiated(formula, x, tape)
        total = XP.like(value.sum(axis=-2, keepdims=True), x)
    across = np.zeros((1, x.shape[-1]), int)
    return total, prime, np.concatenate([across[:0], *(np.atleast_2d(choice) + across for choice in tape.choices)])


@dataclass(frozen=True)
class Switch:
    """A point at which a formula changes its branch, known to the nearest float, with its certified surroundings.

    `gaps` are two gaps (low, high) around it, the second much narrower than the first.
    """

    at: float
    formula: Formula
    gaps: tuple[tuple[Any, Any], tuple[Any, Any]]
    turning: tuple[int, ...] = ()
    """Which of the choices change."""

    @cached_property
    def sides(self) -> tuple[Array, Array]:
        """f and f′ outside the gaps, (4,): left and right of the wide one, left and right of the narrow one."""
        x = np.array([[end for low, high in self.gaps for end in _outside(low, high)]], dtype=object)
        value, prime, _ = followed(self.formula, XP.like(x, x))
        return value[0], prime[0]

    @cached_property
    def jump(self) -> tuple[bool, bool]:
        """Whether f, and whether f′, certainly jumps."""
        value, prime = (_stays(part[1] - part[0], part[3] - part[2]) for part in self.sides)
        return value, prime

    @property
    def jumps(self) -> bool:
        """Whether one of them does."""
        return any(self.jump)

    @property
    def smooth(self) -> bool:
        """Whether neither f nor f′ certainly jumps, or so little that rounding hides it."""
        sizes = (abs(part[3] - part[2]) for part in self.sides)
        return not any(jumps and size > sum(reach) for jumps, size, reach in zip(self.jump, sizes, self.rounding, strict=True))

    @cached_property
    def rounding(self) -> tuple[Array, Array]:
        """What rounding in float64 can do to f and to f′, (2,): on the left, on the right."""
        away = (abs(self.at) or 1) * NEXT
        return self.formula.rounding(np.array([[self.at - away, self.at + away]]))

    def is_at(self, point: float) -> bool:
        """Whether the point is the switch, or the float next to it."""
        return math.nextafter(self.at, -math.inf) <= point <= math.nextafter(self.at, math.inf)

    def leaves(self, left: Any, right: Any) -> tuple[bool, bool]:
        """Whether one number is certainly not the limit of f′ from the left, another not that from the right."""
        _, prime = self.sides
        return _stays(left - prime[0], left - prime[2]), _stays(right - prime[1], right - prime[3])

    @property
    def tied(self) -> bool:
        """Whether there is a tie at the float itself: it is the switch, and not only next to it."""
        _, _, choices = followed(self.formula, XP.lift(np.array([[self.at]])))
        return any(choices[k, 0] == 0 for k in self.turning)

    def torn(self) -> tuple[Any, Any] | None:
        """Where f′ has a limit that differs from what automatic differentiation gives at the switch: both numbers."""
        for tie in (0.0, 1.0):
            _, prime, _ = followed(self.formula, XP.lift(np.array([[self.at]])), Pullbacks(abs=tie))
            if all(self.leaves(prime[0, 0], prime[0, 0])):
                return prime[0, 0], self.sides[1][3]
        return None


def _outside(low: Any, high: Any) -> tuple[Any, Any]:
    """A point on either side of a gap, as far from it as it is wide."""
    with XP.working():
        return (2 * low - high).mid(), (2 * high - low).mid()


def _stays(wide: Any, narrow: Any) -> bool:
    """Whether of a change across a wide gap more than half is certainly still there across a much narrower one."""
    with XP.working():
        return bool(abs(narrow) > abs(wide) / 2)


def switches(formula: Formula, points: Array) -> list[Switch]:
    """The switches of a formula between neighbouring points, which are increasing; each once, in order."""
    x = XP.lift(points[None, :])
    _, _, choices = followed(formula, x)
    which, where = np.nonzero(choices[:, 1:] != choices[:, :-1])
    if not which.size:
        return []
    low, high = x[0, where], x[0, where + 1]
    before = choices[which, where]
    gaps = []
    for halving in range(1, NARROW + 1):
        with XP.working():
            middle = np.array([((p + q) / 2).mid() for p, q in zip(low, high, strict=True)], dtype=object)
        _, _, chosen = followed(formula, XP.like(middle[None, :], middle[None, :]))
        same = chosen[which, np.arange(which.size)] == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
        if halving in (WIDE, NARROW):
            gaps.append(list(zip(low, high, strict=True)))
    found: list[Switch] = []
    for k, wide, narrow in zip(which, *gaps, strict=True):
        at = _nearest(*narrow)
        here = next((i for i, switch in enumerate(found) if switch.is_at(at)), len(found))
        first = found[here] if here < len(found) else Switch(at, formula, (wide, narrow))
        found[here : here + 1] = [replace(first, turning=(*first.turning, int(k)))]
    return sorted(found, key=lambda switch: switch.at)


def at_point(formula: Formula, point: float) -> Switch:
    """The surroundings of a point where the formula makes no choice that is known."""
    size = abs(point) or 1.0
    with XP.working():
        wide, narrow = (
            tuple(XP.lift(np.array(point))[()] + side * XP.lift(np.array(size * 2.0**-steps))[()] for side in (-1, 1))
            for steps in (WIDE, NARROW)
        )
    return Switch(point, formula, (wide, narrow))


def _nearest(low: Any, high: Any) -> float:
    """The float nearest to the gap; 0 where that is in it, however close to 0 other floats are."""
    if low <= 0 <= high:
        return 0.0
    with XP.working():
        middle = (low + high) / 2
        close = float(middle)
        around = (math.nextafter(close, -math.inf), close, math.nextafter(close, math.inf))
        return min(around, key=lambda number: float(abs(middle - number)))
