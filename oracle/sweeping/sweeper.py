"""The sweep: single functions of a framework over the whole line, every number against the ball of its formula.

Where the ball is infinite because a step of the formula may overflow, certified arithmetic still tells whether the truth is
finite; then a NaN or an infinity is wrong. At ±∞ the truth is what certified arithmetic has at ±2^2000.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter, Functions
from nablacheck.oracle.generating.arguments import NOT_FINITE, columns, line
from nablacheck.oracle.generating.outputs import points
from nablacheck.oracle.generating.overflow import XP, beyond_balls
from nablacheck.oracle.judging.verdict import Comparison
from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Ball, Balls, balls, precision
from nablacheck.reference.backprop import derivative
from nablacheck.reference.costs import Cost
from nablacheck.reference.costs.cost import MIDDLE
from nablacheck.reference.errors import InputError
from nablacheck.reference.reverse import composed_activation, composed_cost

Array = np.ndarray[Any, Any]
Entry = Activation | Cost
Pair = tuple[Any, Any]
"""A function and its derivative: balls, or the numbers that were returned."""
Text = Callable[[Entry, Array, Array, Any], Pair]
"""Both from an entry, the argument, and the cotangent or the targets, in an arithmetic."""

LENGTHS = (1, 7, 8, 9, 16, 17, 33, 64, 1000)
"""Around the lengths of vector registers: the body of a vectorised loop and its tail are different code."""
SMALL = 96
"""How many numbers are computed in each length."""


@dataclass(frozen=True, eq=False)
class Swept:
    """A function σ or C, or its derivative, of one adapter in one dtype: every number compared, and at which argument.

    `varies` has the arguments where the number returned depends on the length of the array or on its stride; `expected` are
    the defects that the ledger has of the function, `shows` those that were met.
    """

    entry: Entry
    derivative: bool
    adapter: Adapter
    dtype: str
    at: Array
    comparison: Comparison
    varies: Array
    expected: tuple[Defect, ...] = ()
    shows: tuple[Defect, ...] = ()

    @property
    def function(self) -> str:
        """The name of the function, with a prime where it is the derivative."""
        name, _, parameters = self.entry.name.partition("(")
        return name + "′" * self.derivative + (f"({parameters}" if parameters else "")

    def explain(self) -> str:
        """What is wrong, at which point, both values by origin, and how much of it rounding could explain."""
        c, i = self.comparison, self.comparison.worst
        wrong, who = self.at[c.unexplained], self.adapter.name
        bound, error = float(np.broadcast_to(c.ball.rad, c.ball.shape)[i]), float(c.error[i])
        times = f" ({error / bound:.2g} times that)" if bound and math.isfinite(error) else ""
        return (
            f"{who}: {self.function} in {self.dtype} is wrong at {self.at[i]:.17g}.\n"
            f"  the formula gives {c.ball.mid[i]:.9g}, {who} returned {c.given[i]:.9g}\n"
            f"  rounding can explain {bound:.2g}; the difference is {error:.3g}{times}\n"
            f"  {wrong.size} of {c.given.size} points disagree, from {np.sort(wrong)[0]:.6g} to {np.sort(wrong)[-1]:.6g}"
        )

    def explain_variation(self) -> str:
        """Where the number depends on the length or the stride of the array."""
        at = self.varies
        return (
            f"{self.adapter.name}: {self.function} in {self.dtype} depends on the length of the array or on its stride, at "
            f"{at.size} points from {at.min():.6g} to {at.max():.6g}."
        )


def sweep(entry: Entry, adapter: Adapter, dtype: str) -> tuple[Swept, Swept]:
    """A function and its derivative, as an adapter computes them in a dtype."""
    with np.errstate(all="ignore"):  # overflow and NaN are what is looked for
        if isinstance(entry, Cost):
            return _of_cost(entry, adapter, dtype)
        return _of_rows(entry, adapter, dtype) if entry.prime is None else _elementwise(entry, adapter, dtype)


def activation_text(adapter: Adapter) -> Text:
    """a and the cotangent pulled back."""

    def text(entry: Any, z: Array, cotangent: Array, xp: Any) -> Pair:
        at = xp.lift(z)
        a = xp.like(entry.value(at, xp), at)
        return a, xp.lift(cotangent) * derivative(entry, at, a, xp, adapter.kinks)

    return text


def cost_text(adapter: Adapter) -> Text:
    """C_x and ∇_a C_x."""

    def text(entry: Any, a: Array, y: Array, xp: Any) -> Pair:
        at, targets = xp.lift(a), xp.lift(y)
        nabla = entry.gradient(at, targets, xp, adapter.kinks.get(entry.family, MIDDLE))
        return entry.value(at, targets, xp).sum(axis=-2), nabla

    return text


def _elementwise(entry: Activation, adapter: Adapter, dtype: str) -> tuple[Swept, Swept]:
    native, text = not adapter.composes(entry), activation_text(adapter)
    z = np.concatenate([line(entry, dtype), NOT_FINITE if native else []])
    places = list(_pieces(z.size)) if _functions(adapter).pieces else []
    first = _call(entry, adapter, dtype, z)
    again = [_call(entry, adapter, dtype, z[place], strided) for place, strided in places]
    parts = [
        Part(z[None, at], np.ones((1, z[at].size)), pair)
        for at, pair in zip([slice(None), *(p for p, _ in places)], [first, *again], strict=True)
    ]
    results = []
    for swept in _judged(entry, adapter, dtype, text, parts, whole_line=native):
        differ = [
            z[place][~_same(pair[swept.derivative], first[swept.derivative][:, place])[0]]
            for (place, _), pair in zip(places, again, strict=True)
        ]
        varies = np.unique(np.concatenate([[], *differ]))
        results.append(_varying(swept, varies[~np.isnan(varies)]))
    return results[0], results[1]


def _varying(swept: Swept, at: Array) -> Swept:
    """The function with the arguments at which it varies, and with the defects that say so."""
    known = tuple(defect for defect in swept.expected if defect.varies and at.size)
    return replace(swept, varies=at, shows=(*swept.shows, *known))


def _pieces(size: int) -> Iterator[tuple[Any, bool]]:
    """Some of the points in arrays of each length, and all of them with gaps in memory."""
    for length in LENGTHS:
        few = np.linspace(0, size - 1, max(SMALL // length, 1) * length).astype(int)
        yield from ((place, False) for place in few.reshape(-1, length))
    yield np.arange(size), True


def _call(entry: Activation, adapter: Adapter, dtype: str, z: Array, strided: bool = False) -> Pair:
    return _functions(adapter).activation(entry, z[None, :], np.ones((1, z.size)), dtype, strided)


def _functions(adapter: Adapter) -> Functions:
    if adapter.functions is None:
        raise InputError(f"adapter {adapter.name!r} has no single functions to sweep.")
    return adapter.functions


def _same(x: Array, y: Array) -> Array:
    return np.asarray((x == y) | (np.isnan(x) & np.isnan(y)))


@dataclass(frozen=True, eq=False)
class Part:
    """One call: the argument, the cotangent or the targets beside it, and the pair that was returned."""

    at: Array
    beside: Array
    given: Pair


def _of_rows(entry: Activation, adapter: Adapter, dtype: str) -> tuple[Swept, Swept]:
    call = _functions(adapter).activation
    parts = [Part(z, cotangent, call(entry, z, cotangent, dtype, False)) for z, cotangent in columns(dtype)]
    return _judged(entry, adapter, dtype, activation_text(adapter), parts)


def _of_cost(entry: Cost, adapter: Adapter, dtype: str) -> tuple[Swept, Swept]:
    call = _functions(adapter).cost
    parts = [Part(a, y, call(entry, a, y, dtype)) for a, y in points(entry, dtype)]
    return _judged(entry, adapter, dtype, cost_text(adapter), parts)


def _judged(
    entry: Entry, adapter: Adapter, dtype: str, text: Text, parts: list[Part], whole_line: bool = False
) -> tuple[Swept, Swept]:
    """Value and derivative of every part against their balls, and against those of the defects where they disagree."""
    xp = balls(precision(dtype, adapter.accumulator), adapter.library)
    books = _expected(_as_computed(entry, adapter), parts, text, xp)
    known = [defect for defect in LEDGER if not adapter.composes(entry) and defect.is_of(entry, adapter.library, dtype)]
    results = []
    for derived in (False, True):
        given = np.concatenate([np.ravel(part.given[derived]) for part in parts])
        at = np.concatenate([_arguments(part, np.shape(part.given[derived])) for part in parts])
        kept, ball = np.arange(at.size), books[derived]
        if whole_line:
            kept, ball = beyond_balls(ball, given, at, _truth(entry, text, derived), derived)
        c = Comparison("σ′" if derived else "σ", None, entry.name, given[kept], ball, ball.size, axes=1)
        expected = tuple(defect for defect in known if defect.derivative == derived)
        swept = Swept(entry, derived, adapter, dtype, at[kept], c, np.array([]), expected)
        for defect in expected:
            if not defect.varies:
                swept = _explained(swept, defect, partial(_part_of, parts, text, xp, derived, kept))
        results.append(swept)
    return results[0], results[1]


def _truth(entry: Any, text: Text, derived: bool) -> Callable[[Any], Any]:
    """A function or its derivative in certified arithmetic; that of the value's formula, which cancels least."""
    true = composed_activation(entry) if derived else entry
    return lambda z: np.ravel(text(true, z[None, :], np.ones((1, z.size)), XP)[derived])


def _as_computed(entry: Any, adapter: Adapter) -> Any:
    if not adapter.composes(entry):
        return entry
    return (composed_cost if isinstance(entry, Cost) else composed_activation)(entry, adapter.pullbacks)


def _arguments(part: Part, shape: tuple[int, ...]) -> Array:
    """The argument of every number; of a cost with several outputs, the first."""
    return np.ravel(part.at if shape == part.at.shape else part.at[0])


def _expected(entry: Any, parts: list[Part], text: Text, xp: Balls) -> tuple[Ball, Ball]:
    """The balls of a function and of its derivative at every number of the parts."""
    with xp.working():
        pairs = [text(entry, part.at, part.beside, xp) for part in parts]
        return xp.joined([value for value, _ in pairs]), xp.joined([pulled for _, pulled in pairs])


def _part_of(parts: list[Part], text: Text, xp: Balls, derived: bool, kept: Array, used: Any) -> Ball:
    return _expected(used, parts, text, xp)[derived][kept]


def _explained(swept: Swept, defect: Defect, expected: Callable[[Any], Ball]) -> Swept:
    """Marks as known what a defect predicts: a number in the ball of its formula, or a number that is not finite."""
    c = swept.comparison
    predicted = c.disagrees & defect.within(swept.at, swept.dtype)
    if defect.uses is None:
        predicted &= ~np.isfinite(c.given)
    else:
        ball = expected(replace(defect.uses(swept.entry), family=swept.entry.family, parameters=swept.entry.parameters))
        nothing_known = np.isinf(ball.rad)
        predicted &= (ball.contains(c.given) & ~nothing_known) | (nothing_known & defect.lost)
    if not predicted.any():
        return swept
    return replace(swept, comparison=replace(c, known=c.known | predicted), shows=(*swept.shows, defect))
