"""What every arithmetic and every framework's namespace must do: properties by name, and `breaches`, those that one lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import FLOAT64, balls
from nablacheck.reference.arithmetic.certified import CERTIFIED

X = np.array([[0.5, 1.0, 2.5, 0.25], [3.0, 0.75, 1.5, 2.0], [1.0, 1.25, 0.375, 4.0]])
Y = np.array([[1.5, 1.0, 0.5, 0.25], [2.0, 3.5, 1.5, 0.125], [1.0, 0.625, 2.75, 5.0]])
"""Positive, of different sizes, some of them equal."""
Formula = Callable[[Any, Any, Any], Any]

FORMULAS: dict[str, Formula] = {
    "exp": lambda x, y, xp: xp.exp(x),
    "expm1": lambda x, y, xp: xp.expm1(x),
    "log": lambda x, y, xp: xp.log(x),
    "log1p": lambda x, y, xp: xp.log1p(x),
    "tanh": lambda x, y, xp: xp.tanh(x),
    "erf": lambda x, y, xp: xp.erf(x),
    "erfc": lambda x, y, xp: xp.erfc(x),
    "sqrt": lambda x, y, xp: xp.sqrt(x),
    "sin": lambda x, y, xp: xp.sin(x),
    "cos": lambda x, y, xp: xp.cos(x),
    "atan": lambda x, y, xp: xp.atan(x),
    "sigmoid": lambda x, y, xp: xp.sigmoid(x),
    "sigmoid far away": lambda x, y, xp: xp.sigmoid(-200 * x) + xp.sigmoid(400 * x),
    "pi": lambda x, y, xp: x * xp.pi + xp.pi,
    "a power": lambda x, y, xp: x**2 + x**3 + x**1,
    "a power of 0": lambda x, y, xp: x**0 + y,
    "a negative power": lambda x, y, xp: x**-1 + (-y) ** -3,
    "a real power": lambda x, y, xp: x**0.5 + y**-1.5 + x**2.0,
    "a power that is rounded": lambda x, y, xp: x**0.1 + xp.pow(y, 1 / 3),
    "pow": lambda x, y, xp: xp.pow(x, 2) + xp.pow(y, -0.5),
    "functions of numbers": lambda x, y, xp: x * xp.log(3) + xp.exp(0.5) * y + xp.sqrt(2) + xp.sigmoid(1) + xp.sin(1),
    "functions of functions of numbers": lambda x, y, xp: (
        x * xp.erf(xp.sqrt(2)) + xp.sigmoid(2 * xp.pi) * y + xp.erfc(xp.exp(-1))
    ),
    "x + y": lambda x, y, xp: x + y,
    "x - y": lambda x, y, xp: x - y,
    "x y": lambda x, y, xp: x * y,
    "x / y": lambda x, y, xp: x / y,
    "a number on the left": lambda x, y, xp: (2 + x) * (3 - y) + 2 * x + 1 / y,
    "a number on the right": lambda x, y, xp: (x + 2) * (y - 3) + x * 2 + y / 4,
    "minus": lambda x, y, xp: -x,
    "abs": lambda x, y, xp: abs(x - y),
    "x > y": lambda x, y, xp: xp.where(x > y, 2 * x, 3 * y),
    "x < y": lambda x, y, xp: xp.where(x < y, 2 * x, 3 * y),
    "x >= y": lambda x, y, xp: xp.where(x >= y, 2 * x, 5 * y),
    "x <= y": lambda x, y, xp: xp.where(x <= y, 2 * x, 5 * y),
    "x == y": lambda x, y, xp: xp.where(x == y, 2 * x, 5 * y),
    "x != y": lambda x, y, xp: xp.where(x != y, 2 * x, 5 * y),
    "comparisons with a number": lambda x, y, xp: xp.where(x > 1, 1, 0) + xp.where(x >= 1, 2, 0) + xp.where(x != 1, 4, 0),
    "comparisons by a number": lambda x, y, xp: xp.where(1 < x, 1, 0) + xp.where(1 <= x, 2, 0) + xp.where(1 == x, 4, 0),  # noqa: SIM300
    "& and | and ~": lambda x, y, xp: xp.where((x > 1) & ~(x > 2) | (y < 1), x, -y),
    "where of a number": lambda x, y, xp: xp.where(x > y, x, 0.1) + xp.where(x > y, 0.1, y),
    "where of two numbers": lambda x, y, xp: xp.where(x > y, 0.1, 0.7) * x,
    "maximum": lambda x, y, xp: xp.maximum(x, y),
    "minimum": lambda x, y, xp: xp.minimum(x, y),
    "maximum with a number": lambda x, y, xp: xp.maximum(x, 1) + xp.maximum(0.7, y),
    "minimum with a number": lambda x, y, xp: xp.minimum(x, 1) + xp.minimum(0.7, y),
    "max": lambda x, y, xp: xp.max(x, axis=-2) + y,
    "max is kept": lambda x, y, xp: xp.max(x, axis=-2),
    "sum": lambda x, y, xp: x / y.sum(axis=-2, keepdims=True),
    "sum is kept": lambda x, y, xp: x.sum(axis=-2, keepdims=True),
    "like a number": lambda x, y, xp: xp.like(0.1, x),
    "like a row": lambda x, y, xp: xp.like(x.sum(axis=-2, keepdims=True), x),
    "like itself": lambda x, y, xp: xp.like(x, y),
    "the shape": lambda x, y, xp: x / x.shape[-2],
}
"""Each in exact arguments; the result has a shape of its own."""


PROMOTED = ("functions of numbers", "pi", "a power", "a real power", "like a number", "where of a number", "sigmoid", "erf")
"""Formulas with constants, which might promote the format of the arrays."""


@dataclass(frozen=True)
class Implementer:
    """A namespace with what makes its arrays of floats, and whether a result of it is right.

    `holds(result, formula)` says that of the result of a formula at X and Y. `enclosures` are those that have box, `dtype`
    finds the format of an array, where it has one.
    """

    name: str
    xp: Any
    lift: Callable[[Any], Any]
    holds: Callable[[Any, Formula], bool]
    working: Callable[[], AbstractContextManager[Any]] = nullcontext
    enclosures: bool = False
    dtype: Callable[[Any], str] | None = None


def truth(formula: Formula) -> Any:
    """The certified value of a formula at X and Y."""
    with CERTIFIED.working():
        return formula(CERTIFIED.lift(X), CERTIFIED.lift(Y), CERTIFIED)


def in_a_ball(library: str) -> Callable[[Any, Formula], bool]:
    """Whether floats lie in what rounding can make of a formula in a library."""
    xp = balls(FLOAT64, library)

    def holds(result: Any, formula: Formula) -> bool:
        with xp.working():
            ball = formula(xp.lift(X), xp.lift(Y), xp)
        given = np.asarray(result, dtype=np.float64)
        return bool(given.shape == ball.shape and np.isfinite(ball.rad).all() and ball.contains(given).all())

    return holds


def breaches(one: Implementer) -> list[str]:
    """The names of the properties that an implementer does not have."""
    with one.working():
        return [*_values(one), *_truth_value(one), *_unknown(one), *_undecided(one), *_formats(one)]


def _values(one: Implementer) -> Iterator[str]:
    x, y = one.lift(X), one.lift(Y)
    for name, formula in FORMULAS.items():
        if not one.holds(formula(x, y, one.xp), formula):
            yield name


def _truth_value(one: Implementer) -> Iterator[str]:
    """A comparison of arrays is neither true nor false, and says so."""
    try:
        bool(one.lift(X) > one.lift(Y))
    except (ValueError, RuntimeError):
        return
    yield "no truth value"


def _unknown(one: Implementer) -> Iterator[str]:
    if hasattr(one.xp, "gamma"):
        yield "no function of another name"


def _undecided(one: Implementer) -> Iterator[str]:
    """Where a comparison is not decided, a choice holds both values."""
    if not one.enclosures:
        return
    around = one.xp.box(X - X, 0.5)
    both = one.xp.where(around > 0, one.xp.like(2, around), one.xp.like(1, around))
    for number in (1, 2):
        if not (both == one.xp.like(number, around)).possible.all():
            yield "what is not decided"


def _formats(one: Implementer) -> Iterator[str]:
    """Constants promote nothing: what is computed in float32 stays there."""
    if one.dtype is None:
        return
    x = one.lift(X.astype(np.float32))
    for name in PROMOTED:
        if one.dtype(FORMULAS[name](x, x, one.xp)) != "float32":
            yield f"the format of {name}"
