"""What was found of one function of one adapter: its numbers against their balls, and what does not depend on numbers alone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.ledger import Defect
from nablacheck.reference.costs import AnyEntry

Array = np.ndarray[Any, Any]


ORDINARY = 8
"""Between an eighth and 8 are the arguments that a layer usually gets."""


def nowhere() -> Array:
    """No points."""
    return np.zeros(0)


@dataclass(frozen=True, eq=False)
class Swept:
    """A function σ or C, or its derivative, of one adapter in one dtype: every number compared, and at which argument.

    `beside` has the cotangent of each number where the function is elementwise. `varies` has the arguments where the number
    returned depends on the length of the array or on its stride, `stale` those where the same call gives another number after
    other calls, `swallows` those of neurons beside a NaN in a layer that is mixed, of which a number came back. `expected` are
    the defects that the ledger has of the function, `shows` those that were met. `looks_like` says what was done with the
    cotangents, where that explains every number. `ulps` is how many `units` in the last place each number is off, NaN
    where that is no question, and nothing where nobody asked.
    """

    entry: AnyEntry
    derivative: bool
    adapter: Adapter
    dtype: str
    at: Array
    comparison: Comparison
    varies: Array = field(default_factory=nowhere)
    stale: Array = field(default_factory=nowhere)
    swallows: Array = field(default_factory=nowhere)
    expected: tuple[Defect, ...] = ()
    shows: tuple[Defect, ...] = ()
    beside: Array = field(default_factory=nowhere)
    looks_like: str = ""
    ulps: Array = field(default_factory=nowhere)
    units: Array = field(default_factory=nowhere)

    @property
    def function(self) -> str:
        """The name of the function, with a prime where it is the derivative."""
        name, _, parameters = self.entry.name.partition("(")
        return name + "′" * self.derivative + (f"({parameters}" if parameters else "")

    @property
    def findings(self) -> Iterator[str]:
        """All that nothing explains, in words."""
        if self.comparison.unexplained.any():
            yield self.explain()
        if self.varies.size and not any(defect.varies for defect in self.shows):
            yield self.explain_variation()
        if self.stale.size:
            yield self.explain_memory()
        if self.swallows.size:
            yield f"{self._who} is a number where another neuron of the layer is NaN, {_points(self.swallows)}."

    @property
    def ordinary(self) -> tuple[int, ...]:
        """The index of what is wrong at an ordinary argument, where 1 comes from above, if there is one; else of the worst."""
        c = self.comparison
        size = abs(self.at)
        usual = c.unexplained & (size >= 1 / ORDINARY) & (size <= ORDINARY) & ((self.beside == 1) if self.beside.size else True)
        if not usual.any():
            return c.worst
        return (int(np.argmax(np.where(usual, np.where(np.isfinite(c.error), c.error, 0.0), -1.0))),)

    def explain(self, at: tuple[int, ...] | None = None) -> str:
        """What is wrong, at which point, both values by origin, and how much of it rounding could explain."""
        c, i = self.comparison, at or self.comparison.worst
        wrong, who = np.sort(self.at[c.unexplained]), self.adapter.name
        bound, error = float(np.broadcast_to(c.ball.rad, c.ball.shape)[i]), float(c.error[i])
        times = f" ({error / bound:.2g} times that)" if bound and math.isfinite(error) else ""
        above = f" where {self.beside[i]:.9g} comes from above" if self.derivative and self.beside.size else ""
        formula, given = _apart(float(c.ball.mid[i]), float(c.given[i]))
        looks = f"\n  looks like: {self.looks_like}" if self.looks_like else ""
        return (
            f"{who}: {self.function} in {self.dtype} is wrong at {self.at[i]:.17g}{above}.\n"
            f"  the formula gives {formula}, {who} returned {given}\n"
            f"  rounding can explain {bound:.2g}; the difference is {error:.3g}{times}\n"
            f"  {wrong.size} of {c.given.size} numbers disagree, from {wrong[0]:.6g} to {wrong[-1]:.6g}{looks}"
        )

    def explain_variation(self) -> str:
        """Where the number depends on the length or the stride of the array."""
        return f"{self._who} depends on the length of the array or on its stride, {_points(self.varies)}."

    def explain_memory(self) -> str:
        """Where the number depends on what was computed before."""
        return (
            f"{self._who} depends on what was called before: after calls with other shapes and strides the same call gives "
            f"other numbers, {_points(self.stale)}."
        )

    @property
    def _who(self) -> str:
        return f"{self.adapter.name}: {self.function} in {self.dtype}"


def _apart(one: float, other: float) -> tuple[str, str]:
    """Two numbers, with as many digits as tell them apart."""
    short, whole = ([f"{number:.{digits}g}" for number in (one, other)] for digits in (9, 17))
    first, second = whole if short[0] == short[1] else short
    return first, second


def _points(at: Array) -> str:
    known = at[~np.isnan(at)]
    if not known.size:
        return "where the argument is NaN"
    return f"at {known.size} points from {known.min():.6g} to {known.max():.6g}"
