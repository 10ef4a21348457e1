"""What the judge says: per entry agrees, disagrees or inconclusive; per array the digits that are proven; one explanation.

A claim is *right* where nothing disagrees and each array, a letter at a layer, is decided as a whole. Entries far below the
largest of their array may be smaller than their own bound: they are *drowned*, and counted, but do not make a network of
50,000 numbers inconclusive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from nablacheck.oracle.ledger.defect import Defect
from nablacheck.reference.arithmetic import Ball, Precision
from nablacheck.reference.arithmetic.radii import filling
from nablacheck.reference.network import Problem

Entries = Any
"""A NumPy array with one entry per number compared."""
RIGHT, WRONG, INCONCLUSIVE = "right", "wrong", "inconclusive"
SHARE = 10
"""What may never pass as right: entries that carry 1/10 of the norm of their array, zeroed or half as large again."""


FARTHEST = 2.0**400
"""The square of a number up to this one, or down to its reciprocal, is far from the ends of float64."""


class WholeArrays(NamedTuple):
    """Arrays as wholes, one number a draw: whether they are decided, and log₁₀(‖mid‖₂ / ‖rad‖₂), the digits that are proven."""

    decided: Entries
    digits: Entries


@dataclass(frozen=True, eq=False)
class Comparison:
    """The numbers given for one letter at one layer, against the ball of the equation that defines it.

    An entry *disagrees* outside its ball: that is proven. It is *inconclusive* inside a ball whose radius is no smaller
    than `yardstick`, the size of what is compared. Otherwise it *agrees*. NaN agrees with nothing, and nothing is decided
    by an infinite radius. `known` marks the disagreements that `defects` of the ledger explain. The last `axes` axes are
    the letter's own; those before are draws. `divided` marks the entries where the formula of the book itself divides by zero,
    so that a NaN or an infinity decides nothing, and `why` says which division that is. `of_balls` is what balls alone enclose,
    where `ball` is sharper. What belongs to a parameter by name, and to no layer, has that in `parameter`. `by` says what gives
    the ball, where the equation is seen in what others make of it, and `seen` what gives the numbers, where they are no result.
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
    divided: Entries = field(default_factory=lambda: np.zeros((), dtype=bool))
    why: str = ""
    of_balls: Ball | None = None
    parameter: str = ""
    by: str = "the equation"
    seen: str = ""

    @property
    def place(self) -> str:
        """Where the equation stands: at a layer, or where several share it at a parameter, with a space before it."""
        return f" at layer {self.layer}" if self.layer else f" at {self.parameter}" if self.parameter else ""

    @property
    def in_balls(self) -> Comparison:
        """The comparison with what balls alone enclose."""
        return self if self.of_balls is None else replace(self, ball=self.of_balls, of_balls=None)

    @property
    def error(self) -> Entries:
        """|given − midpoint|, or the `distance` that was found in a finer arithmetic than float64"""
        if self.distance is not None:
            return self.distance
        with np.errstate(over="ignore", invalid="ignore"):  # what is beyond float64 is outside of every ball
            return abs(np.asarray(self.given, dtype=np.float64) - self.ball.mid)

    @property
    def error_over_bound(self) -> Entries:
        """Error/bound: at most 1 inside the ball, above 1 outside; infinite for NaN, 0 where nothing can be decided."""
        with np.errstate(all="ignore"):
            ratio = np.where(self.error == 0, 0.0, self.error / self.ball.rad)
        undecidable = np.isinf(self.ball.rad) | self.undefined
        return np.where(undecidable, 0.0, np.where(np.isnan(ratio), np.inf, ratio))

    @property
    def roundings(self) -> tuple[float, float]:
        """How many roundings of its absolute terms the largest error is worth, and how many the bound of that entry allows.

        A sum of k terms is allowed k + 2, in the worst order there is; how many a library really uses in its own order is seen
        here, and assumed nowhere. What has no terms, no bound or no rounding is left out; (0, 0) where nothing is left.
        """
        u = self.ball.model.precision.u
        size, rad, error = (np.broadcast_to(part, self.ball.shape) for part in (self.ball.size, self.ball.rad, self.error))
        with np.errstate(all="ignore"):
            used = np.where(np.isfinite(rad) & (size > 0) & np.isfinite(error) & ~self.known, error / (u * size), 0.0)
            at = np.unravel_index(np.argmax(used), used.shape)
            found = float(used[at]), float(rad[at] / (u * size[at]))
        return found if np.isfinite(found).all() else (0.0, 0.0)

    @cached_property
    def inside(self) -> Entries:
        """Where the number given lies in the ball; NaN lies in none."""
        return self.error <= self.ball.rad

    @property
    def disagrees(self) -> Entries:
        """Where the number given lies outside the ball."""
        return ~(self.inside | (self.ball.rad == np.inf) | self.undefined)

    @property
    def undefined(self) -> Entries:
        """Where a NaN or an infinity was given and the formula of the book divides by zero."""
        return self.divided & ~np.isfinite(self.given) if np.any(self.divided) else self.divided

    @property
    def inconclusive(self) -> Entries:
        """Where it lies inside a ball too wide to say anything, or an infinite one."""
        return ~(((self.ball.rad < self.yardstick) | (self.ball.rad == 0) | self.disagrees) & ~self.undefined)

    @property
    def decided(self) -> int:
        """How many entries are not inconclusive."""
        of, sharp = np.size(self.inside), int(np.count_nonzero(self.ball.rad < self.yardstick))
        return of if sharp == of and not np.any(self.divided) else of - int(np.count_nonzero(self.inconclusive))

    @cached_property
    def whole(self) -> WholeArrays:
        """The array of each draw as a whole: decided where its bounds are smaller than itself and hide no change that matters.

        Let m ± r be the ball of an entry, g′ the claimed number and g the right one, |g − m| ≤ r. Had it been
        zeroed, then g′ = 0 and |g| ≤ |m| + r; had it been made half as large again, then g = 2g′/3 is in the ball, to rounding.
        Where neither can be, nothing hides; elsewhere at most that |g|, in an array whose norm is at least ‖m‖ − ‖r‖. For
        r < |m|/6 and g′ in its ball neither can be: |2g′/3 − m| ≥ |m|/3 − 2r/3 > r.
        """
        mid, rad, given = (self._flat(part) for part in (self.ball.mid, self.ball.rad, self.given))
        absolute = abs(mid)
        largest, widest = (part.max(axis=-1, keepdims=True, initial=0) for part in (absolute, rad))
        with np.errstate(all="ignore"):
            if not ((largest + widest <= FARTHEST) & (np.minimum(largest, widest) >= 1 / FARTHEST)).all():
                unit = np.where(largest > 0, largest, np.where(widest > 0, widest, 1.0))
                mid, rad, given = (part / unit for part in (mid, rad, given))  # so that no square leaves float64
                absolute = abs(mid)
            hides, wide = 0.0, 6 * rad >= absolute
            if wide.any():
                hidden = np.zeros(mid.shape)
                hidden[wide] = self._hides(mid[wide], rad[wide], given[wide])
                hides = _norm(hidden)
            size, bound = _norm(mid), _norm(rad)
            decided = ((bound < size) & (SHARE * hides < size - bound)) | (bound == 0)
            if np.any(self.divided):
                decided &= ~self._flat(self.undefined).any(axis=-1)
            return WholeArrays(decided, np.where(bound == 0, np.inf, np.log10(size / bound)))

    def _flat(self, part: Entries) -> Entries:
        """A midpoint, radius or what was given as one row of numbers for each draw."""
        return filling(np.asarray(part), self.ball.shape).reshape(*self.ball.shape[: len(self.ball.shape) - self.axes], -1)

    def _hides(self, m: Entries, r: Entries, given: Entries) -> Entries:
        """At most what right numbers may be that were zeroed, or made half as large again, to the ones given."""
        less = 2 * given.astype(np.float64) / 3
        zeroed = np.where((given == 0) & (abs(m) <= r), abs(m) + r, 0.0)
        enlarged = np.where(abs(less - m) <= r + abs(less) * 2 * self.ball.model.precision.u, abs(less), 0.0)
        return np.maximum(zeroed, enlarged)

    @property
    def drowned(self) -> Entries:
        """Where the midpoint is smaller than its own radius; an exact zero is not."""
        return (abs(self.ball.mid) <= self.ball.rad) & (self.ball.rad > 0)

    @property
    def largest_drowned(self) -> float:
        """The largest midpoint that is drowned, as a share of the norm of the array around it."""
        own = tuple(range(self.ball.mid.ndim - self.axes, self.ball.mid.ndim))
        mid = abs(self.ball.mid)
        with np.errstate(all="ignore"):
            m = mid / mid.max(axis=own, keepdims=True, initial=0)
            share = np.where(self.drowned, m, 0.0) / np.sqrt((m * m).sum(axis=own, keepdims=True))
        return float(np.nanmax(share, initial=0.0))

    @property
    def outcome(self) -> str:
        """What is said of the arrays of all draws together: `right`, `wrong` or `inconclusive`."""
        return WRONG if self.broken else RIGHT if self._plain or self.whole.decided.all() else INCONCLUSIVE

    @property
    def _plain(self) -> bool:
        """Whether every bound is far smaller than its own entry: then ‖r‖ < ‖m‖/6 and nothing hides, as `whole` has it."""
        return not np.any(self.divided) and bool((6 * self.ball.rad < abs(self.ball.mid)).all())

    @property
    def proven_digits(self) -> float:
        """The least of the draws' proven digits: infinite where the bounds are 0, NaN or −∞ where nothing is known."""
        return float(np.min(self.whole.digits, initial=np.inf))

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


class Named(NamedTuple):
    """A mistake that predicts the numbers, and where it was made in a graph: its layer, link and weight, if it has them."""

    name: str
    equation: str
    layer: int | None
    link: str
    weight: str
    says: str


@dataclass(frozen=True, eq=False)
class Verdict:
    """Every comparison of one problem, in the order in which the numbers are computed.

    `origin` names who returned the numbers; `breaches` are broken promises of the adapter that are not numbers: another
    dtype or shape, changed inputs. `looks_like` says which mistakes predict the numbers of what broke first; it is None
    where nobody asked. `remarks` are what else may be behind what broke first, `named` the mistakes on a graph, with places.
    """

    problem: Problem
    origin: str
    precision: Precision
    comparisons: tuple[Comparison, ...]
    breaches: tuple[str, ...] = ()
    looks_like: tuple[str, ...] | None = None
    remarks: tuple[str, ...] = ()
    named: tuple[Named, ...] = ()

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
    def outcome(self) -> str:
        """`wrong` where anything is proven so, `right` where every array is decided and nothing is, else `inconclusive`."""
        if self.disagrees:
            return WRONG
        decided = self.comparisons and all(c.outcome == RIGHT for c in self.comparisons)
        return RIGHT if decided else INCONCLUSIVE

    @property
    def agrees(self) -> bool:
        """Whether the outcome is `right`."""
        return self.outcome == RIGHT

    def __bool__(self) -> bool:
        return self.agrees

    @property
    def inconclusive(self) -> bool:
        """Whether nothing is proven wrong, and something that was claimed is not decided."""
        return self.outcome == INCONCLUSIVE

    @property
    def proven_digits(self) -> float:
        """The digits to which every array is proven: the least of them."""
        return min((c.proven_digits for c in self.comparisons), default=0.0)

    @property
    def worst(self) -> Comparison | None:
        """The comparison to look at first: the first broken one, or the one that used most of its bound."""
        if self.broken or not self.comparisons:
            return self.broken[0] if self.broken else None
        return max(self.comparisons, key=lambda c: float(np.max(c.error_over_bound, initial=0)))

    def explain(self, enclosures: bool = False) -> str:
        """What is wrong, where, both values by origin, and how much of it rounding could explain.

        With `enclosures`, how far balls alone would have proven each array for which zonotopes were asked.
        """
        return "\n".join([*self._lines(), *(self._both() if enclosures else ())])

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
            yield from self._summary()
        yield f"network: {self.problem}"

    def _first_break(self, c: Comparison) -> Iterator[str]:
        index = c.worst
        draw, entry = index[: len(index) - c.axes], list(index[len(index) - c.axes :])
        given, ball = np.asarray(c.given)[index], float(c.ball.mid[index])
        bound, error = float(np.broadcast_to(c.ball.rad, c.ball.shape)[index]), float(c.error[index])
        at = f"{c.place} of {self.problem.network.L}" if c.layer else c.place
        yield f"{self.origin} breaks {c.equation}{at}."
        where = f"{c.letter}{entry or ''}" + (f" (draw {', '.join(map(str, draw))})" if draw else "")
        digits = self.precision.digits
        yield f"  {where}: {c.by} gives {ball:.{digits}g}, {c.seen or f'{self.origin} returned'} {float(given):.{digits}g}"
        with np.errstate(over="ignore"):
            ratio = np.float64(error) / bound if bound else np.inf
        times = f" ({ratio:.2g} times that)" if np.isfinite(ratio) else ""
        yield f"  rounding in {self.precision.name} can explain {bound:.2g}; the difference is {error:.3g}{times}"
        if c.why and not np.isfinite(float(given)):
            yield f"  {c.why}"
        count, of = int(np.sum(c.unexplained)), int(np.size(c.unexplained))
        others = ", ".join(dict.fromkeys(_place(other) for other in self.broken if other is not c))
        yield f"  {count} of {of} entries of {c.letter} disagree" + (f"; so do entries of {others}" if others else "")

    def _summary(self) -> Iterator[str]:
        undecided = [c for c in self.comparisons if c.outcome != RIGHT]
        if undecided or not self.comparisons:
            yield from self._undecided(undecided)
        else:
            worst = self.worst
            assert worst is not None
            share = float(np.max(worst.error_over_bound, initial=0))
            yield (
                f"{self.origin} agrees with every equation, every array to {digits(self.proven_digits)}; "
                f"the largest error is {share:.2g} of its bound, in {_place(worst)}."
            )
        decided = {c.letter: c.proven_digits for c in self.comparisons if c.outcome == RIGHT}
        if decided:
            yield f"  proven digits: {', '.join(f'{letter} {short_digits(n)}' for letter, n in decided.items())}"
        yield from self._drowned()

    def _undecided(self, undecided: list[Comparison]) -> Iterator[str]:
        """Which arrays are not decided, and why, a reason a line."""
        reasons: dict[str, list[str]] = {}
        for c in undecided:
            reasons.setdefault(self._reason(c), []).append(c.letter)
        many = f"{len(undecided)} of {len(self.comparisons)} arrays are not decided" if undecided else "nothing was compared"
        yield f"{self.origin}: inconclusive, {many}."
        for reason, letters in reasons.items():
            yield f"  {', '.join(dict.fromkeys(letters))}: {reason}"

    def _reason(self, c: Comparison) -> str:
        if np.any(c.undefined):
            return c.why
        if np.isinf(c.ball.rad).any():
            return f"a step of the computation may overflow in {self.precision.name}, or divides by what may be 0"
        return f"rounding in {self.precision.name} could explain a tenth of the array, or more"

    def _both(self) -> Iterator[str]:
        asked = [c for c in self.comparisons if c.of_balls is not None]
        for name, of in (("balls", [c.in_balls for c in asked]), ("zonotopes", asked)):
            if asked:
                yield f"proven digits in {name}: {', '.join(f'{c.letter} {in_short(c.proven_digits)}' for c in of)}"

    def _drowned(self) -> Iterator[str]:
        here = [c for c in self.comparisons if c.outcome == RIGHT and c.drowned.any()]
        if here:
            count, of = sum(int(np.sum(c.drowned)) for c in here), sum(np.size(c.given) for c in self.comparisons)
            most = max(here, key=lambda c: c.largest_drowned)
            yield (
                f"  drowned: {count} of {of} entries are smaller than their own bound; "
                f"the largest is {most.largest_drowned:.1g} of its array, {most.letter}"
            )


def _norm(part: Entries) -> Entries:
    """‖part‖₂ of each draw, (…, n)."""
    return np.sqrt(np.einsum("...i,...i->...", part, part))


def digits(proven: float) -> str:
    """Proven digits in words."""
    return "the last bit, which is exact" if np.isinf(proven) else f"{proven:.1f} digits or more"


def short_digits(proven: float) -> str:
    """Proven digits beside the name of an array."""
    return "exact" if np.isinf(proven) else f"{proven:.1f}"


def in_short(proven: float) -> str:
    """Proven digits, also of an array that is not decided, which has none."""
    return short_digits(proven) if proven > 0 else "none"


def _place(c: Comparison) -> str:
    return f"{c.equation}{c.place}"
