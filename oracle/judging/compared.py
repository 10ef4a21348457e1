"""Numbers against the balls of equations: each agrees, disagrees or is inconclusive; of an array so many digits are proven."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from nablacheck.oracle.judging.wholes import FARTHEST, Norms, WholeArrays, norm
from nablacheck.oracle.ledger.defect import Defect
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.arithmetic.radii import filling

Entries = Any
"""A NumPy array with one entry per number compared."""
RIGHT, WRONG, INCONCLUSIVE = "right", "wrong", "inconclusive"


class Telling(NamedTuple):
    """The entry to look at first: where it is, the number given, the ball that it should be in, and how far it is off."""

    at: tuple[int, ...]
    given: float
    mid: float
    rad: float
    error: float


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
    `unbounded_because` says why a radius may be infinite, where that has more reasons than overflow and a division.
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
    unbounded_because: str = ""

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
    def largest(self) -> float:
        """The largest error/bound of what no known defect explains."""
        return float(np.max(np.where(self.known & self.disagrees, 0.0, self.error_over_bound), initial=0))

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

        Where NaN or an infinity was given and the book divides by zero, nothing is decided.
        """
        decided, digits = self.norms.of_whole
        if np.any(self.divided):
            decided &= ~self._flat(self.undefined).any(axis=-1)
        return WholeArrays(decided, digits)

    @property
    def norms(self) -> Norms:
        """The norms of midpoints and radii, and of what may be hidden.

        Let m ± r be the ball of an entry, g′ the claimed number and g the right one, |g − m| ≤ r. Had it been
        zeroed, then g′ = 0 and |g| ≤ |m| + r; had it been made half as large again, then g = 2g′/3 is in the ball, to rounding.
        Where neither can be, nothing hides; elsewhere at most that |g|, in an array whose norm is at least ‖m‖ − ‖r‖. For
        r < |m|/6 and g′ in its ball neither can be: |2g′/3 − m| ≥ |m|/3 − 2r/3 > r.
        """
        mid, rad, given = (self._flat(part) for part in (self.ball.mid, self.ball.rad, self.given))
        absolute, unit = abs(mid), np.ones((*mid.shape[:-1], 1))
        largest, widest = (part.max(axis=-1, keepdims=True, initial=0) for part in (absolute, rad))
        with np.errstate(all="ignore"):
            if not ((largest + widest <= FARTHEST) & (np.minimum(largest, widest) >= 1 / FARTHEST)).all():
                unit = np.where(largest > 0, largest, np.where(widest > 0, widest, 1.0))
                mid, rad, given = (part / unit for part in (mid, rad, given))  # so that no square leaves float64
                absolute = abs(mid)
            hides, wide = np.zeros(mid.shape[:-1]), 6 * rad >= absolute
            if wide.any():
                hidden = np.zeros(mid.shape)
                hidden[wide] = self._hides(mid[wide], rad[wide], given[wide])
                hides = norm(hidden)
            return Norms(norm(mid), norm(rad), hides, unit[..., 0])

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
    def entries(self) -> int:
        """How many numbers were compared."""
        return int(np.size(self.given))

    @property
    def many_unexplained(self) -> int:
        """How many entries disagree without a known reason."""
        return int(np.count_nonzero(self.unexplained))

    @property
    def many_known(self) -> int:
        """How many entries disagree for a reason that the ledger has."""
        return int(np.count_nonzero(self.known & self.disagrees))

    @property
    def many_drowned(self) -> int:
        """How many midpoints are smaller than their own radius."""
        return int(np.count_nonzero(self.drowned))

    @property
    def unbounded(self) -> bool:
        """Whether anything has an infinite radius."""
        return bool(np.isinf(self.ball.rad).any())

    @property
    def telling(self) -> Telling:
        """The entry at `worst`."""
        at, rad = self.worst, np.broadcast_to(self.ball.rad, self.ball.shape)
        given = float(np.asarray(self.given)[at])
        return Telling(at, given, float(self.ball.mid[at]), float(rad[at]), float(self.error[at]))

    @property
    def worst(self) -> tuple[int, ...]:
        """The index of the unexplained entry with the largest error/bound, or of the largest of all."""
        ratio = np.asarray(np.where(self.known, -1.0, self.error_over_bound))
        return tuple(int(i) for i in np.unravel_index(np.argmax(ratio), ratio.shape))
