"""BP1 or BP2, BP3 and BP4 at one layer of a walk, as slots, where a δ of that layer is supposed."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from nablacheck.oracle.explaining.claimed import Target, View, fits
from nablacheck.oracle.explaining.slots import Slot, compared, why
from nablacheck.oracle.explaining.walked import Walked
from nablacheck.oracle.explaining.witnesses import Witnesses
from nablacheck.oracle.explaining.wrong_deltas import WrongDeltas
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK


def same(ball: Ball) -> Ball:
    """The view of what is seen as it is."""
    return ball


class LayerSlots:
    """What makes the slots of layer l, where `book` is the δ^l that BP1 or BP2 gives."""

    def __init__(self, walked: Walked, l: int, equation: str, book: Ball, witnesses: Witnesses) -> None:
        self.walked, self.claimed, self.t, self.l = walked, walked.claimed, walked.t, l
        self.equation, self.book, self.witnesses = equation, book, witnesses
        self.wrong_deltas = WrongDeltas(self.t, equation, l, self.claimed)

    def of_delta(self, is_right: bool, targets: Sequence[Target] = (), covered: bool = False, label: str = "") -> Slot:
        """BP1 or BP2, seen in some targets, or in what confirms it."""
        return Slot(
            self.t,
            self.claimed,
            self.equation,
            self.l,
            targets or self._seen(),
            self._shown(is_right),
            is_right,
            covered,
            label=f"{label or 'book'} of {'one' if self.claimed.problem.batch == 1 else 'many'}",
            tried=self.walked.tried,
            wrong_deltas=self.wrong_deltas,
        )

    def _seen(self) -> list[Target]:
        """Where a δ that the book confirms is seen: as one of the witnesses, or in the sums that it fits."""
        b = self.witnesses.b
        if b is not None and self.claimed.single and self.witnesses.b_fits(self.book):
            return [(same, b)]
        return [(view, target) for view, target in self.witnesses.targets if fits(view(self.book), target)]

    def _shown(self, is_right: bool) -> Comparison | None:
        """BP1 or BP2 as it is shown: in δ itself on one example, else in ∇b or ∇w; not at all where right and seen nowhere."""
        of_b = self.witnesses.b is not None
        if is_right and of_b and not self.witnesses.b_fits(self.book):
            return self._shown_in("∇w") if self.witnesses.w_fits(self.book) else None
        if self.claimed.single and self.claimed.learning_rate is None and not self.claimed.penalty.get(("∇b", self.l)):
            given = self.claimed.given("∇b", self.l)
            says = why(self.claimed, given)
            return Comparison(self.equation, self.l, f"δ^{self.l}", given, self.book, self.book.size, why=says)
        return self._shown_in("∇b" if of_b else "∇w")

    def _shown_in(self, letter: str) -> Comparison:
        view = self.witnesses.summed if letter == "∇b" else self.witnesses.outer
        return compared(self.claimed, self.equation, self.l, letter, view(self.book))

    def of_sums(self, delta: Ball, label: str) -> list[Slot]:
        """BP3 and BP4 of a δ."""
        t = copy.copy(self.t)
        t.delta = {**self.t.delta, self.l: delta}

        def slot(equation: str, letter: str, ball: Ball, target: Ball, view: View) -> Slot:
            shown, is_right = compared(self.claimed, equation, self.l, letter, ball), fits(ball, target)
            seen = [(view, target)]
            return Slot(t, self.claimed, equation, self.l, seen, shown, is_right, label=label, tried=self.walked.tried)

        of_w = slot("BP4", "∇w", BOOK.bp4(t, self.l), self.witnesses.w, same)
        if self.witnesses.b is None:
            return [of_w]
        view = _over_the_layer if self.claimed.shared else same
        return [slot("BP3", "∇b", self.witnesses.summed(delta), self.witnesses.b, view), of_w]


def _over_the_layer(ball: Ball) -> Ball:
    total: Ball = ball.sum(axis=-2, keepdims=True)
    return total
