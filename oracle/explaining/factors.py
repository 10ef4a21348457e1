"""Constant factors: which number times a ball predicts what was given, and what that number is called.

Nothing is searched: the factor is solved for, as given / predicted in balls, which leaves an interval around each entry. What
lies in all of them is a factor, and its name is the simplest fraction in it, times letters of the problem.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.network import Problem

SIMPLE = 10_000
"""The largest product of numerator and denominator that people type: 37/100, 1/1000."""
EXPONENTS = (0, 1, -1, 2, -2)


@dataclass(frozen=True)
class Interval:
    """The numbers from `low` to `high`; empty where low > high."""

    low: float = -math.inf
    high: float = math.inf

    def __and__(self, other: Interval) -> Interval:
        return Interval(max(self.low, other.low), min(self.high, other.high))

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high

    def __bool__(self) -> bool:
        return self.low <= self.high

    @property
    def bounded(self) -> bool:
        """Whether it says anything."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    def over(self, value: float) -> Interval:
        """The interval of the quotients by a number that is not 0, a unit in the last place wider on both sides."""
        low, high = sorted((self.low / value, self.high / value))
        return Interval(math.nextafter(low, -math.inf), math.nextafter(high, math.inf))


NOTHING = Interval(1.0, 0.0)


@dataclass(frozen=True)
class Factor:
    """A factor by its name, as `1/m` or `2`, with its value on one network."""

    name: str
    value: float
    cost: int = 0

    def __str__(self) -> str:
        return f"{self.name} = {self.value:g}"

    @property
    def one(self) -> bool:
        """Whether it is no factor at all by its name."""
        return self.name == "1"


ONE = Factor("1", 1.0)


def ratio(given: Ball, ball: Ball) -> Interval:
    """All c for which c times the ball may be what was given, in each entry; `NOTHING` where there is or is known none."""
    if given.shape != ball.shape or not np.isfinite(ball.rad).all():
        return NOTHING
    with np.errstate(all="ignore"):
        zero = (ball.mid == 0) & (ball.rad == 0)
        if (zero & ~(abs(given.mid) <= given.rad)).any():
            return NOTHING
        quotient = given.model.unrounded(given) / ball
        known = ~zero & np.isfinite(quotient.rad) & np.isfinite(quotient.mid)
        if not known.any():
            return NOTHING
        # what is predicted so badly that any factor would do must at least be small enough
        low, high = (quotient.mid - quotient.rad)[known].max(), (quotient.mid + quotient.rad)[known].min()
    found = Interval(float(low), float(high))
    return found if found and _reaches(given, ball, found, ~zero & ~known) else NOTHING


def _reaches(given: Ball, ball: Ball, found: Interval, unknown: Any) -> bool:
    """Whether the entries whose ball may be 0 can be reached by a factor of the interval."""
    if not unknown.any():
        return True
    largest = max(abs(found.low), abs(found.high))
    reach = largest * (abs(ball.mid) + ball.rad) + given.rad
    return bool((abs(given.mid) <= reach + abs(given.mid) * given.model.elementwise + given.model.floor)[unknown].all())


class Factors:
    """The letters of a problem that a factor may have: m, n_L, and the learning rate of a step."""

    def __init__(self, problem: Problem, learning_rate: float | None = None, **more: float) -> None:
        letters = {"m": float(problem.batch), "n_L": float(problem.network.widths[problem.network.L])}
        letters |= {} if learning_rate is None else {"eta": learning_rate}
        self.letters = letters | more

    @cached_property
    def _monomials(self) -> list[tuple[dict[str, int], float]]:
        found = []
        for exponents in product(EXPONENTS, repeat=len(self.letters)):
            powers = dict(zip(self.letters, exponents, strict=True))
            if sum(abs(k) for k in exponents) <= 2:
                value = math.prod(self.letters[letter] ** k for letter, k in powers.items())
                found.append((powers, value))
        return sorted(found, key=lambda item: sum(map(abs, item[0].values())))

    def within(self, interval: Interval) -> dict[str, Factor]:
        """The factors of an interval by their names, simple ones first; 1 is `ONE`."""
        found: dict[str, Factor] = {}
        if not interval or not interval.bounded or interval.low <= 0 <= interval.high:
            return found
        for powers, value in self._monomials:
            inside = interval.over(value)
            fraction = simplest_fraction(inside.low, inside.high)
            if abs(fraction.numerator) * fraction.denominator <= SIMPLE:
                name = named(fraction, powers)
                found.setdefault(name, Factor(name, float(fraction) * value, _cost(fraction, powers)))
        return dict(sorted(found.items(), key=lambda item: item[1].cost))

    def called(self, name: str, interval: Interval) -> bool:
        """Whether the factor of that name lies in the interval."""
        return name in self.within(interval) or (name == "1" and 1.0 in interval)


def _cost(fraction: Fraction, powers: dict[str, int]) -> int:
    """How far a factor is from what people type first: a sign, 2 and 1/2, letters, other numbers."""
    number = {1: 0, 2: 1}.get(abs(fraction.numerator) * fraction.denominator, 3)
    return number + (fraction < 0) + 2 * sum(map(abs, powers.values()))


def named(fraction: Fraction, powers: dict[str, int]) -> str:
    """A factor in letters: 2/n_L, 1/(2m), -eta"""
    above, below = abs(fraction.numerator), fraction.denominator
    over = _letters({letter: k for letter, k in powers.items() if k > 0})
    under = _letters({letter: -k for letter, k in powers.items() if k < 0})
    top = over if above == 1 and over else f"{above}{over}"
    bottom = under if below == 1 else f"{below}{under}"
    if bottom and (len(bottom) > 1 and under and (below != 1 or "*" in under)):
        bottom = f"({bottom})"
    sign = "-" if fraction < 0 else ""
    return f"{sign}{top}/{bottom}" if bottom else f"{sign}{top}"


def _letters(powers: dict[str, int]) -> str:
    return "*".join(letter if k == 1 else f"{letter}^{k}" for letter, k in powers.items())


def simplest_fraction(low: float, high: float) -> Fraction:
    """The fraction with the smallest denominator between two numbers of one sign (Stern and Brocot's tree)."""
    if high < 0:
        return -simplest_fraction(-high, -low)
    return _between(Fraction(low), Fraction(high))


def _between(low: Fraction, high: Fraction) -> Fraction:
    whole = math.ceil(low)
    if whole <= high:
        return Fraction(max(whole, 1)) if low > 0 or whole > 0 else Fraction(0)
    below = math.floor(low)
    return below + 1 / _between(1 / (high - below), 1 / (low - below))


def said(name: str) -> str:
    """A factor as it is said."""
    return name.replace("eta", "η").replace("lambda", "λ").replace("-", "−")
