"""Constant factors: which number times a ball predicts what was given, and what that number is called.

Nothing is searched: the factor is solved for, as given / predicted in balls, which leaves an interval around each entry. What
lies in all of them is a factor, and its name is the simplest fraction in it, times letters of the problem.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.quotients import WORDS, Quotients
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.arithmetic.precision import FLOAT64
from nablacheck.reference.arithmetic.radii import filling
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.problem import Problem

Array = Any
SIMPLE = 10_000
"""The largest product of numerator and denominator that people type: 37/100, 1/1000."""
TYPED = 4
"""The significant digits of a number that people type."""
DECIMAL = 4
"""What it takes to believe in such a number: more than in any simple fraction."""
EXPONENTS = (0, 1, -1, 2, -2)
SUM_OF_WEIGHTS = "Σs"
"""The letter for the sum of the weights of the examples."""
ROUNDED = 16 * FLOAT64.u
"""More than four roundings of a number to float64 take from it."""
UNUSUAL = 4
"""A mistake that is not among the common ones is less likely than any factor with one letter."""


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
    if given.shape != ball.shape:
        return NOTHING
    low, high = ratios(given, ball)
    return Interval(float(low), float(high)) if low <= high else NOTHING


def ratios(given: Ball, ball: Ball) -> tuple[Any, Any]:
    """The ends of that interval for each of many balls, along leading axes; where there is none, low is above high."""
    own = tuple(range(-given.mid.ndim, 0))
    with np.errstate(all="ignore"):
        zero = (ball.mid == 0) & (ball.rad == 0)
        quotient = given.model.unrounded(given) / ball
        known = ~zero & np.isfinite(quotient.rad) & np.isfinite(quotient.mid)
        low = np.where(known, quotient.mid - quotient.rad, -np.inf).max(axis=own)
        high = np.where(known, quotient.mid + quotient.rad, np.inf).min(axis=own)
        # what is predicted so badly that any factor would do must at least be small enough
        largest = np.expand_dims(np.maximum(abs(low), abs(high)), own)
        reach = largest * (abs(ball.mid) + ball.rad) + given.rad
        reached = abs(given.mid) <= reach + abs(given.mid) * given.model.elementwise + given.model.floor
        missed = (zero & ~(abs(given.mid) <= given.rad)) | (~zero & ~known & ~reached)
        none = missed.any(axis=own) | ~known.any(axis=own) | ~np.isfinite(filling(ball.rad, ball.shape)).all(axis=own)
    return np.where(none, NOTHING.low, low), np.where(none, NOTHING.high, high)


class Factors:
    """The letters of a problem that a factor may have: m, n_L, and the learning rate of a step."""

    def __init__(self, problem: Problem | GraphProblem, learning_rate: float | None = None, **more: float) -> None:
        letters = {"m": float(problem.batch), "n_L": float(problem.y.shape[-2])}
        letters |= {} if learning_rate is None else {"eta": learning_rate}
        if problem.weights_of_examples is not None:
            letters[SUM_OF_WEIGHTS] = float(problem.weights_of_examples.sum())
        self.letters = letters | more
        self._problem = problem
        self._quotients: dict[int | None, Quotients] = {}

    @cached_property
    def _monomials(self) -> list[tuple[dict[str, int], float]]:
        found = []
        for exponents in product(EXPONENTS, repeat=len(self.letters)):
            powers = dict(zip(self.letters, exponents, strict=True))
            if sum(abs(k) for k in exponents) <= 2:
                with np.errstate(all="ignore"):  # of a learning rate of 1e300 there is no square
                    value = float(np.prod([np.float64(self.letters[letter]) ** k for letter, k in powers.items()]))
                if value and math.isfinite(value):
                    found.append((powers, value))
        return sorted(found, key=lambda item: sum(map(abs, item[0].values())))

    @cached_property
    def _values(self) -> Array:
        return np.array([value for _, value in self._monomials])

    def within(self, interval: Interval, l: int | None = None) -> dict[str, Factor]:
        """The factors of an interval by their names, simple ones first; 1 is `ONE`.

        Quotients of two constants of a chain come last, at a layer those of its width too.
        """
        found = self.simple(interval)
        if interval and interval.bounded and 0.0 not in interval and isinstance(self._problem, Problem):
            for quotient, value in self._quotients_of(self._problem, l).between(interval.low, interval.high):
                found.setdefault(quotient.name, Factor(quotient.name, value, quotient.cost))
        return found

    def simple(self, interval: Interval) -> dict[str, Factor]:
        """Those that are a simple fraction times letters, or a number of few digits."""
        found: dict[str, Factor] = {}
        if not interval or not interval.bounded or interval.low <= 0 <= interval.high:
            return found
        for powers, value in self._in_reach(interval):
            inside = interval.over(value)
            fraction = simplest_fraction(inside.low, inside.high)
            if fraction:
                name = named(fraction, powers)
                found.setdefault(name, Factor(name, float(fraction) * value, _cost(fraction, powers)))
        plain = min((factor.cost for factor in found.values()), default=DECIMAL + 1)
        if plain > DECIMAL and (number := shortest_decimal(interval)):  # 1.37, and not 137/(10 n_L) where n_L is 10
            found[f"{number:g}"] = Factor(f"{number:g}", number, DECIMAL)
        return dict(sorted(found.items(), key=lambda item: item[1].cost))

    def _in_reach(self, interval: Interval) -> list[tuple[dict[str, int], float]]:
        """The products of letters over which a simple fraction lies in the interval, whose ends have one sign."""
        there = _hold_fractions(interval.low, interval.high, self._values)
        return [self._monomials[i] for i in np.flatnonzero(there).tolist()]

    def may_be_within(self, low: Array, high: Array, l: int | None = None) -> Array:
        """Whether a factor may lie in each of many intervals, which of most says that none does; they may be empty."""
        found = (low <= high) & np.isfinite(low) & np.isfinite(high) & ((low > 0) | (high < 0))
        low, high = low[found], high[found]
        may_be = _hold_fractions(low[:, None], high[:, None], self._values).any(axis=-1) | _hold_decimals(low, high)
        if isinstance(self._problem, Problem):
            may_be |= self._quotients_of(self._problem, l).some_between(low, high)
        found[found] = may_be
        return found

    def _quotients_of(self, problem: Problem, l: int | None) -> Quotients:
        return self._quotients.setdefault(l, Quotients(problem, l))

    def called(self, name: str, interval: Interval) -> bool:
        """Whether the factor of that name lies in the interval."""
        return name in self.within(interval) or (name == "1" and 1.0 in interval)


def _cost(fraction: Fraction, powers: dict[str, int]) -> int:
    """How far a factor is from what people type first: a sign, 2 and 1/2, letters, other numbers."""
    number = {1: 0, 2: 1}.get(abs(fraction.numerator) * fraction.denominator, 3)
    unusual = UNUSUAL * abs(powers.get(SUM_OF_WEIGHTS, 0))
    return number + (fraction < 0) + 2 * sum(map(abs, powers.values())) + unusual


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


def times(name: str, value: float) -> str:
    """A factor of everything in words: times m = 5, and what that may stand for."""
    number = f"{value:g}"
    plain = f"times {name}" if name == number else f"times {name} = {number}"
    return f"{plain}: {WORDS[name]}" if name in WORDS else plain


def _letters(powers: dict[str, int]) -> str:
    return "*".join(letter if k == 1 else f"{letter}^{k}" for letter, k in powers.items())


def shortest_decimal(interval: Interval) -> float | None:
    """The number of an interval with the fewest significant digits, if it has as few as people type: 1e-08, 0.1234."""
    middle = interval.low + (interval.high - interval.low) / 2
    numbers = (float(f"{middle:.{digits}g}") for digits in range(1, TYPED + 1))
    return next((number for number in numbers if number in interval), None)


def number(interval: Interval) -> float | None:
    """The number of an interval that people type, other than 0: a simple fraction, or one of few digits."""
    if not interval or not interval.bounded or 0.0 in interval:
        return None
    fraction = simplest_fraction(interval.low, interval.high)
    return float(fraction) if fraction else shortest_decimal(interval)


def simplest_fraction(low: float, high: float) -> Fraction | None:
    """The fraction with the smallest denominator between two numbers of one sign; None where it is not as simple as `SIMPLE`.

    Stern and Brocot's tree, as a continued fraction in whole numbers, which stops where numerator times denominator only grow.
    """
    sign, (low, high) = (-1, (-high, -low)) if high < 0 else (1, (low, high))
    fractions = _fractions()
    if (i := int(np.searchsorted(fractions, low))) == len(fractions) or fractions[i] > high:
        return None  # a fraction between two floats is between them once it is rounded
    (p, q), (r, s) = low.as_integer_ratio(), high.as_integer_ratio()
    above, before_above, below, before_below = 1, 0, 0, 1  # of the last two convergents
    while above * below <= SIMPLE:
        whole = -(-p // q)
        if whole * s <= r:
            return _simple(sign * (above * max(whole, 1) + before_above), below * max(whole, 1) + before_below)
        floor = whole - 1
        above, before_above, below, before_below = (
            *(above * floor + before_above, above),
            *(below * floor + before_below, below),
        )
        p, q, r, s = s, r - floor * s, q, p - floor * q
    return None


def _hold_fractions(low: Array, high: Array, values: Array) -> Array:
    """Whether a simple fraction lies between the ends of intervals over each of some values; both ends have one sign."""
    fractions = _fractions()
    with np.errstate(over="ignore"):
        ends = abs(low / values), abs(high / values)
    least, largest = np.nextafter(np.minimum(*ends), -np.inf), np.nextafter(np.maximum(*ends), np.inf)
    next_above = fractions[np.minimum(np.searchsorted(fractions, least), len(fractions) - 1)]
    return (least <= next_above) & (next_above <= largest)


def _hold_decimals(low: Array, high: Array) -> Array:
    """Whether a number of few digits may lie between the ends of intervals: that which is nearest to the middle."""
    middle = low + (high - low) / 2
    with np.errstate(all="ignore"):
        last = np.floor(np.log10(abs(middle))) - (TYPED - 1)
        unit = 10.0**last
        away = abs(np.round(middle / unit) * unit - middle)
        return ~(away > (high - low) + ROUNDED * abs(middle))


@cache
def _fractions() -> Array:
    """Every fraction that is as simple as `SIMPLE`, rounded, in order."""
    quotients = [np.arange(1, SIMPLE // below + 1) / below for below in range(1, SIMPLE + 1)]
    return np.unique(np.concatenate(quotients))


def _simple(above: int, below: int) -> Fraction | None:
    return Fraction(above, below) if abs(above) * below <= SIMPLE else None


def said(name: str) -> str:
    """A factor as it is said."""
    return name.replace("eta", "η").replace("lambda", "λ").replace("-", "−")
