"""BP2 with weights that the step has already changed, w^{l+1} − η ∇w^{l+1}, for an η that was declared or is solved for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nablacheck.oracle.explaining.by_the_book import right
from nablacheck.oracle.explaining.claimed import Claimed, Target, minus
from nablacheck.oracle.explaining.factors import Factor, Interval, ratio, said
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.parts import WrongPart
from nablacheck.oracle.explaining.reasons import Reason
from nablacheck.oracle.explaining.sent_back import back
from nablacheck.reference.backprop import BOOK, Pass

EARLY = "BP2 used w^{{l+1}} after the step, not before it: it was updated too early, with η = {}"


def sent_back_late(claimed: Claimed, rate: float) -> WrongPart:
    """What is sent back with the weights after a step of a known η."""
    return WrongPart(
        "weights already updated",
        "BP2 used w^{l+1} after the step, not before it",
        lambda t, l: back(t, l) - (claimed.raw("∇w", l + 1) * rate).mT @ t.delta[l + 1],
    )


def solved_rates(t: Pass, l: int, claimed: Claimed, targets: Sequence[Target]) -> Iterator[Reason]:
    """The reasons in which weights were moved too early, each with an η that the numbers tell."""
    book, moved = right(t, "BP2", l), (claimed.raw("∇w", l + 1).mT @ t.delta[l + 1]) * t.prime(l)
    interval = Interval()
    for view, target in targets:
        if interval:
            interval &= ratio(minus(view(book), target), view(moved))
    for name, factor in claimed.factors.simple(interval).items():
        mistake = Mistake(f"weights already updated, η = {name}", "BP2", EARLY.format(said(name)), BOOK.bp2)
        yield Reason((mistake,), Factor("1", 1.0, factor.cost), book - moved * factor.value)
