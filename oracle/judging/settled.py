"""What is kept of an array that was judged in blocks of its rows: what a verdict tells of it, and its most telling entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

import numpy as np

from nablacheck.oracle.judging.compared import INCONCLUSIVE, RIGHT, WRONG, Comparison, Telling
from nablacheck.oracle.judging.wholes import Norms, WholeArrays


@dataclass(frozen=True, eq=False)
class Facts:
    """What was counted in the blocks; `undefined` and `drowned_mid`, the largest midpoint that is drowned, by the draw."""

    entries: int
    decided: int
    unexplained: int
    known: int
    drowned: int
    unbounded: bool
    undefined: Any
    largest: float
    roundings: tuple[float, float]
    norms: Norms
    drowned_mid: Any

    def beside(self, other: Facts) -> Facts:
        """The facts of two parts of an array together."""
        return Facts(
            self.entries + other.entries,
            self.decided + other.decided,
            self.unexplained + other.unexplained,
            self.known + other.known,
            self.drowned + other.drowned,
            self.unbounded or other.unbounded,
            self.undefined | other.undefined,
            max(self.largest, other.largest),
            max(self.roundings, other.roundings),
            self.norms.beside(other.norms),
            np.maximum(self.drowned_mid, other.drowned_mid),
        )


@dataclass(frozen=True, eq=False)
class Settled(Comparison):
    """A comparison whose arrays were let go: `given` and `ball` are those of the most telling entry alone."""

    facts: Facts = field(kw_only=True)
    kept: Telling = field(kw_only=True)

    @property
    def telling(self) -> Telling:
        """The entry that was kept, and where it is in the whole array."""
        return self.kept

    @property
    def entries(self) -> int:
        """How many numbers were compared."""
        return self.facts.entries

    @property
    def decided(self) -> int:
        """How many of them are not inconclusive."""
        return self.facts.decided

    @property
    def many_unexplained(self) -> int:
        """How many entries disagree without a known reason."""
        return self.facts.unexplained

    @property
    def many_known(self) -> int:
        """How many entries disagree for a reason that the ledger has."""
        return self.facts.known

    @property
    def many_drowned(self) -> int:
        """How many midpoints are smaller than their own radius."""
        return self.facts.drowned

    @property
    def unbounded(self) -> bool:
        """Whether anything has an infinite radius."""
        return self.facts.unbounded

    @property
    def largest(self) -> float:
        """The largest error/bound of what no known defect explains."""
        return self.facts.largest

    @property
    def largest_drowned(self) -> float:
        """The largest midpoint that is drowned, as a share of the norm of the array around it."""
        with np.errstate(all="ignore"):
            return float(np.nanmax(self.facts.drowned_mid / self.facts.norms.unit / self.facts.norms.size, initial=0.0))

    @property
    def roundings(self) -> tuple[float, float]:
        """How many roundings the largest error is worth, and how many the bound of that entry allows."""
        return self.facts.roundings

    @property
    def broken(self) -> bool:
        """Whether anything disagrees that the ledger does not explain."""
        return self.facts.unexplained > 0

    @property
    def whole(self) -> WholeArrays:
        """The array of each draw as a whole."""
        decided, digits = self.facts.norms.of_whole
        return WholeArrays(decided & ~self.facts.undefined, digits)

    @property
    def outcome(self) -> str:
        """What is said of the arrays of all draws together."""
        return WRONG if self.broken else RIGHT if self.whole.decided.all() else INCONCLUSIVE


def settled(blocks: Iterable[Comparison]) -> Settled:
    """One comparison of blocks of rows, one under the other, of which each is let go before the next is made."""
    return reduce(_beside, _from_the_top(blocks))


def _from_the_top(blocks: Iterable[Comparison]) -> Iterable[Settled]:
    first = 0
    for block in blocks:
        yield _let_go(block, first)
        first += np.shape(block.given)[-2] if block.axes else 0


def _beside(one: Settled, other: Settled) -> Settled:
    more = other if other.facts.largest > one.facts.largest else one
    return replace(
        more,
        facts=one.facts.beside(other.facts),
        defects=tuple(dict.fromkeys((*one.defects, *other.defects))),
        why=one.why or other.why,
    )


def _let_go(c: Comparison, first: int) -> Settled:
    """What is kept of a block whose first row is row `first` of its array."""
    telling, own = c.telling, tuple(range(-c.axes, 0))
    facts = Facts(
        c.entries,
        c.decided,
        c.many_unexplained,
        c.many_known,
        c.many_drowned,
        c.unbounded,
        np.broadcast_to(c.undefined, c.ball.shape).any(axis=own),
        c.largest,
        c.roundings,
        c.norms,
        np.where(c.drowned, abs(c.ball.mid), 0.0).max(axis=own, initial=0.0),
    )
    arrays = {name: _entry(getattr(c, name), telling.at, c) for name in ("given", "yardstick", "known", "divided")}
    mid, rad, size = (_entry(getattr(c.ball, name), telling.at, c) for name in ("mid", "rad", "size"))
    at = (*telling.at[: len(telling.at) - 2], telling.at[-2] + first, telling.at[-1]) if c.axes else telling.at
    return Settled(
        c.equation,
        c.layer,
        c.letter,
        ball=type(c.ball)(mid, rad, size, c.ball.model),
        defects=c.defects,
        axes=c.axes,
        why=c.why,
        by=c.by,
        seen=c.seen,
        unbounded_because=c.unbounded_because,
        facts=facts,
        kept=telling._replace(at=at),
        **arrays,
    )


def _entry(part: Any, at: tuple[int, ...], c: Comparison) -> Any:
    """The entry of an array as an array with the axes of its letter."""
    return np.broadcast_to(part, c.ball.shape)[at].reshape((1,) * c.axes)
