"""What the judge says of a problem: right, wrong or inconclusive, the digits that are proven, and one explanation.

A claim is *right* where nothing disagrees and each array, a letter at a layer, is decided as a whole. Entries far below the
largest of their array may be smaller than their own bound: they are *drowned*, and counted, but do not make a network of
50,000 numbers inconclusive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from nablacheck.oracle.judging.compared import INCONCLUSIVE, RIGHT, WRONG, Comparison
from nablacheck.reference.arithmetic import Precision
from nablacheck.reference.problem import Problem


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
        return max(self.comparisons, key=lambda c: c.largest)

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
        index, given, ball, bound, error = c.telling
        draw, entry = index[: len(index) - c.axes], list(index[len(index) - c.axes :])
        at = f"{c.place} of {self.problem.network.L}" if c.layer else c.place
        yield f"{self.origin} breaks {c.equation}{at}."
        where = f"{c.letter}{entry or ''}" + (f" (draw {', '.join(map(str, draw))})" if draw else "")
        digits = self.precision.digits
        yield f"  {where}: {c.by} gives {ball:.{digits}g}, {c.seen or f'{self.origin} returned'} {given:.{digits}g}"
        with np.errstate(over="ignore"):
            ratio = np.float64(error) / bound if bound else np.inf
        times = f" ({ratio:.2g} times that)" if np.isfinite(ratio) else ""
        yield f"  rounding in {self.precision.name} can explain {bound:.2g}; the difference is {error:.3g}{times}"
        if c.why and not np.isfinite(given):
            yield f"  {c.why}"
        others = ", ".join(dict.fromkeys(_place(other) for other in self.broken if other is not c))
        also = f"; so do entries of {others}" if others else ""
        yield f"  {c.many_unexplained} of {c.entries} entries of {c.letter} disagree{also}"

    def _summary(self) -> Iterator[str]:
        undecided = [c for c in self.comparisons if c.outcome != RIGHT]
        if undecided or not self.comparisons:
            yield from self._undecided(undecided)
        else:
            worst = self.worst
            assert worst is not None
            yield (
                f"{self.origin} agrees with every equation, every array to {digits(self.proven_digits)}; "
                f"the largest error is {worst.largest:.2g} of its bound, in {_place(worst)}."
            )
        yield from self._known()
        decided = {c.letter: c.proven_digits for c in self.comparisons if c.outcome == RIGHT}
        if decided:
            yield f"  proven digits: {', '.join(f'{letter} {short_digits(n)}' for letter, n in decided.items())}"
        yield from self._drowned()

    def _known(self) -> Iterator[str]:
        """What lies outside of its bound and is known of the framework."""
        for c in self.comparisons:
            count = c.many_known
            for defect in c.defects if count else ():
                yield f"  known, in {count} of {c.entries} entries of {c.letter}: {defect.says}"

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
        if c.unbounded:
            return (
                c.unbounded_because
                or f"a step of the computation may overflow in {self.precision.name}, or divides by what may be 0"
            )
        return f"rounding in {self.precision.name} could explain a tenth of the array, or more"

    def _both(self) -> Iterator[str]:
        asked = [c for c in self.comparisons if c.of_balls is not None]
        for name, of in (("balls", [c.in_balls for c in asked]), ("zonotopes", asked)):
            if asked:
                yield f"proven digits in {name}: {', '.join(f'{c.letter} {in_short(c.proven_digits)}' for c in of)}"

    def _drowned(self) -> Iterator[str]:
        here = [c for c in self.comparisons if c.outcome == RIGHT and c.many_drowned]
        if here:
            count, of = sum(c.many_drowned for c in here), sum(c.entries for c in self.comparisons)
            most = max(here, key=lambda c: c.largest_drowned)
            yield (
                f"  drowned: {count} of {of} entries are smaller than their own bound; "
                f"the largest is {most.largest_drowned:.1g} of its array, {most.letter}"
            )


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
