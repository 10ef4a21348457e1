"""Quotients of two constants of a problem, by which gradients are off: m/(m − 1), m/n_1, n_l, and numbers as π and ln 2.

They say in place of what a number was taken; what a simple fraction of m and n_L says already is not among them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from nablacheck.reference.problem import Problem

Array = Any
LEAST = 5
"""A quotient of constants is less likely than a fraction, or a letter times one."""
TIMES = {1.0: "", -1.0: "-", 2.0: "2", -2.0: "-2"}
"""The numbers that may stand before a quotient."""


@dataclass(frozen=True)
class Constant:
    """A constant by its name, with its value in a problem at a layer (None where it has none there), and in words."""

    name: str
    words: str
    of: Callable[[Problem, int | None], float | None]
    alone: bool = False
    """Whether it is never divided by another one."""
    or_else: str = ""
    """What else multiplies by it."""


def _width(steps: int) -> Callable[[Problem, int | None], float | None]:
    return lambda p, l: None if l is None else p.network.widths.get(l + steps)


def _entries(p: Problem, l: int | None) -> float | None:
    return None if l is None else p.network.widths[l] * p.network.widths[l - 1]


ONE = Constant("1", "1", lambda p, l: 1.0)
M = Constant("m", "m, the number of examples", lambda p, l: p.batch)
N_L = Constant("n_L", "n_L, the number of outputs (classes)", lambda p, l: p.network.widths[p.network.L])
CONSTANTS: tuple[Constant, ...] = (
    ONE,
    M,
    N_L,
    Constant("(m-1)", "m − 1", lambda p, l: max(p.batch - 1, 1)),
    Constant("(m+1)", "m + 1", lambda p, l: p.batch + 1),
    Constant("n_1", "n_1, the number of inputs (features)", lambda p, l: p.network.widths[1]),
    Constant("n_l", "n_l, the number of neurons of the layer", _width(0)),
    Constant("n_{l-1}", "n_{l-1}, the number of neurons of the layer before", _width(-1)),
    Constant("n_{l+1}", "n_{l+1}, the number of neurons of the next layer", _width(1)),
    Constant("(n_l n_{l-1})", "the number of entries of w^l", _entries),
    Constant("(m n_1)", "the number of entries of x", lambda p, l: p.batch * p.network.widths[1]),
    Constant("(m n_L)", "the number of entries of y", lambda p, l: p.batch * p.network.widths[p.network.L]),
    Constant("(L-1)", "the number of layers of weights", lambda p, l: p.network.L - 1),
    Constant("L", "L, the number of layers", lambda p, l: p.network.L),
    Constant(
        "√m",
        "√m, the square root of the number of examples",
        lambda p, l: math.sqrt(p.batch),
        alone=True,
        or_else=", or divided by it in place of m",
    ),
    Constant("√n_L", "the square root of n_L", lambda p, l: math.sqrt(p.network.widths[p.network.L]), alone=True),
    Constant("π", "π", lambda p, l: math.pi, alone=True),
    Constant("e", "e", lambda p, l: math.e, alone=True),
    Constant("√2", "√2", lambda p, l: math.sqrt(2), alone=True),
    Constant("√π", "√π", lambda p, l: math.sqrt(math.pi), alone=True),
    Constant("√(2π)", "√(2π)", lambda p, l: math.sqrt(2 * math.pi), alone=True),
    Constant("ln 2", "ln 2, as for the logarithm to the base 2", lambda p, l: math.log(2), alone=True),
    Constant("ln 10", "ln 10, as for the logarithm to the base 10", lambda p, l: math.log(10), alone=True),
)
FRACTIONS = (ONE, M, N_L)
"""Whose quotients are simple fractions of letters anyhow."""


@dataclass(frozen=True)
class Quotient:
    """Two constants, one over the other, times a number: its name, what it costs to believe, and what it says in words."""

    number: float
    above: Constant
    below: Constant

    @property
    def name(self) -> str:
        """As m/(m-1), -2π, 1/ln 2."""
        top = self.above.name
        if TIMES[self.number].lstrip("-"):
            top = "" if self.above is ONE else top
        top = f"{TIMES[self.number]}{top}"
        return top if self.below is ONE else f"{top}/{self.below.name}"

    @property
    def cost(self) -> int:
        """How unusual it is."""
        letters = sum(constant is not ONE for constant in (self.above, self.below))
        return LEAST + 2 * letters + (self.number != 1)

    @property
    def words(self) -> str:
        """What was done: divided by this in place of that."""
        if self.below is ONE:
            return f"multiplied by {self.above.words}{self.above.or_else}"
        if self.above is ONE:
            return f"divided by {self.below.words}"
        return f"divided by {self.below.words}, in place of {self.above.words}"

    def of(self, problem: Problem, l: int | None) -> float | None:
        """Its value in a problem at a layer; None where it has none."""
        above, below = self.above.of(problem, l), self.below.of(problem, l)
        return None if above is None or below is None else self.number * above / below


def _quotients() -> Iterator[Quotient]:
    for above, below, number in product(CONSTANTS, CONSTANTS, TIMES):
        alone = above is not ONE and below is not ONE and (above.alone or below.alone)
        if above is not below and not alone and not (above in FRACTIONS and below in FRACTIONS):
            yield Quotient(number, above, below)


QUOTIENTS: tuple[Quotient, ...] = tuple(sorted(_quotients(), key=lambda quotient: quotient.cost))
WORDS: dict[str, str] = {quotient.name: quotient.words for quotient in reversed(QUOTIENTS)}
"""By the name of a factor, what was done."""


class Quotients:
    """The quotients of a problem at a layer, with their values side by side."""

    def __init__(self, problem: Problem, l: int | None) -> None:
        self._problem, self._l = problem, l

    @cached_property
    def _known(self) -> tuple[tuple[Quotient, ...], Array]:
        valued = [(quotient, quotient.of(self._problem, self._l)) for quotient in QUOTIENTS]
        known = [(quotient, value) for quotient, value in valued if value is not None]
        return tuple(quotient for quotient, _ in known), np.array([value for _, value in known])

    @cached_property
    def _in_order(self) -> Array:
        return np.sort(self._known[1])

    def some_between(self, low: Array, high: Array) -> Array:
        """Whether there are any between the ends of each of many intervals."""
        low, high = (np.nextafter(np.nextafter(ends, to), to) for ends, to in ((low, -np.inf), (high, np.inf)))
        return np.searchsorted(self._in_order, low) < np.searchsorted(self._in_order, high, side="right")

    def between(self, low: float, high: float) -> Iterator[tuple[Quotient, float]]:
        """Those whose value lies between two numbers, each of them rounded twice."""
        quotients, values = self._known
        low, high = (math.nextafter(math.nextafter(end, to), to) for end, to in ((low, -math.inf), (high, math.inf)))
        for i in np.flatnonzero((low <= values) & (values <= high)).tolist():
            yield quotients[i], float(values[i])
