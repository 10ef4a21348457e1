"""What the judge says: per entry agrees, disagrees or inconclusive; for a reader, one explanation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nablacheck.oracle.ledger.defect import Defect
from nablacheck.reference.arithmetic import Ball, Precision
from nablacheck.reference.network import Problem

Entries = Any
"""A NumPy array with one entry per number compared."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """The numbers given for one letter at one layer, against the ball of the equation that defines it.

    An entry *disagrees* outside its ball: that is proven. It is *inconclusive* inside a ball whose radius is no smaller
    than `yardstick`, the size of what is compared. Otherwise it *agrees*. NaN agrees with nothing, and nothing is decided
    by an infinite radius. `known` marks the disagreements that `defects` of the ledger explain. The last `axes` axes are
    the letter's own; those before are draws.
    """

    equation: str
    layer: int | None
    letter: str
    given: Entries
    ball: Ball
    yardstick: Entries
    known: Entries = field(default_factory=lambda: np.zeros((), dtype=bool))
    defects: tuple[Defect, ...] = ()
    axes: int = 2
    distance: Entries | None = None

    @property
    def error(self) -> Entries:
        """|given − midpoint|, or the `distance` that was found in a finer arithmetic than float64"""
        if self.distance is not None:
            return self.distance
        return abs(np.asarray(self.given, dtype=np.float64) - self.ball.mid)

    @property
    def error_over_bound(self) -> Entries:
        """Error/bound: at most 1 inside the ball, above 1 outside; infinite for NaN, 0 where the radius is infinite."""
        with np.errstate(all="ignore"):
            ratio = np.where(self.error == 0, 0.0, self.error / self.ball.rad)
        return np.where(np.isinf(self.ball.rad), 0.0, np.where(np.isnan(ratio), np.inf, ratio))

    @cached_property
    def inside(self) -> Entries:
        """Where the number given lies in the ball; NaN lies in none."""
        return self.error <= self.ball.rad

    @property
    def disagrees(self) -> Entries:
        """Where the number given lies outside the ball."""
        return ~(self.inside | (self.ball.rad == np.inf))

    @property
    def inconclusive(self) -> Entries:
        """Where it lies inside a ball too wide to say anything, or an infinite one."""
        return ~((self.ball.rad < self.yardstick) | (self.ball.rad == 0) | self.disagrees)

    @property
    def decided(self) -> int:
        """How many entries are not inconclusive."""
        of, sharp = np.size(self.inside), int(np.count_nonzero(self.ball.rad < self.yardstick))
        return of if sharp == of else of - int(np.count_nonzero(self.inconclusive))

    @property
    def unexplained(self) -> Entries:
        """Where it disagrees and the ledger does not know why."""
        return self.disagrees & ~self.known

    @cached_property
    def broken(self) -> bool:
        """Whether anything disagrees that the ledger does not explain."""
        return not self.inside.all() and bool(self.unexplained.any())

    @property
    def worst(self) -> tuple[int, ...]:
        """The index of the unexplained entry with the largest error/bound, or of the largest of all."""
        ratio = np.asarray(np.where(self.known, -1.0, self.error_over_bound))
        return tuple(int(i) for i in np.unravel_index(np.argmax(ratio), ratio.shape))


@dataclass(frozen=True, eq=False)
class Verdict:
    """Every comparison of one problem, in the order in which the numbers are computed.

    `origin` names who returned the numbers; `breaches` are broken promises of the adapter that are not numbers: another
    dtype or shape, changed inputs. `looks_like` says which mistakes predict the numbers of what broke first; it is None
    where nobody asked. `remarks` are what else may be behind what broke first.
    """

    problem: Problem
    origin: str
    precision: Precision
    comparisons: tuple[Comparison, ...]
    breaches: tuple[str, ...] = ()
    looks_like: tuple[str, ...] | None = None
    remarks: tuple[str, ...] = ()

    @cached_property
    def broken(self) -> tuple[Comparison, ...]:
        """The comparisons with a disagreement that the ledger does not explain, first computed first."""
        return tuple(c for c in self.comparisons if c.broken)

    @property
    def disagrees(self) -> bool:
        """Whether anything is proven wrong."""
        return bool(self.broken or self.breaches)

    @property
    def decided(self) -> int:
        """The number of entries that are not inconclusive."""
        return sum(c.decided for c in self.comparisons)

    @property
    def agrees(self) -> bool:
        """Whether nothing is proven wrong and something was decided."""
        return not self.disagrees and self.decided > 0

    @property
    def inconclusive(self) -> bool:
        """Whether nothing at all was decided."""
        return not self.disagrees and self.decided == 0

    @property
    def worst(self) -> Comparison | None:
        """The comparison to look at first: the first broken one, or the one that used most of its bound."""
        if self.broken or not self.comparisons:
            return self.broken[0] if self.broken else None
        return max(self.comparisons, key=lambda c: float(np.max(c.error_over_bound, initial=0)))

    def explain(self) -> str:
        """What is wrong, where, both values by origin, and how much of it rounding could explain."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for breach in self.breaches:
            yield f"{self.origin} {breach}"
        if self.broken:
            yield from self._first_break(self.broken[0])
            for mistake in self.looks_like or ():
                yield f"  looks like: {mistake}"
            if self.looks_like == ():
                yield "  no mistake of the catalogue predicts these numbers"
            yield from (f"  {remark}" for remark in self.remarks)
        elif not self.breaches:
            yield self._summary()
        yield f"network: {self.problem}"

    def _first_break(self, c: Comparison) -> Iterator[str]:
        index = c.worst
        draw, entry = index[: len(index) - c.axes], list(index[len(index) - c.axes :])
        given, ball = np.asarray(c.given)[index], float(c.ball.mid[index])
        bound, error = float(np.broadcast_to(c.ball.rad, c.ball.shape)[index]), float(c.error[index])
        at = f" at layer {c.layer} of {self.problem.network.L}" if c.layer else ""
        yield f"{self.origin} breaks {c.equation}{at}."
        where = f"{c.letter}{entry or ''}" + (f" (draw {', '.join(map(str, draw))})" if draw else "")
        digits = 9 if self.precision.name == "float32" else 17
        yield f"  {where}: the equation gives {ball:.{digits}g}, {self.origin} returned {float(given):.{digits}g}"
        times = f" ({error / bound:.2g} times that)" if bound and np.isfinite(error) else ""
        yield f"  rounding in {self.precision.name} can explain {bound:.2g}; the difference is {error:.3g}{times}"
        count, of = int(np.sum(c.unexplained)), int(np.size(c.unexplained))
        others = ", ".join(dict.fromkeys(_place(other) for other in self.broken if other is not c))
        yield f"  {count} of {of} entries of {c.letter} disagree" + (f"; so do entries of {others}" if others else "")

    def _summary(self) -> str:
        if not self.decided:
            return f"{self.origin}: inconclusive, rounding alone could explain any of the numbers."
        worst = self.worst
        assert worst is not None
        undecided = sum(int(np.sum(c.inconclusive)) for c in self.comparisons)
        share = float(np.max(worst.error_over_bound, initial=0))
        return (
            f"{self.origin} agrees with every equation: {self.decided} entries decided, {undecided} inconclusive; "
            f"the largest error is {share:.2g} of its bound, in {_place(worst)}."
        )


def _place(c: Comparison) -> str:
    return f"{c.equation} at layer {c.layer}" if c.layer else c.equation
