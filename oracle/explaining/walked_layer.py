"""One layer of the walk from the output back: which of its equations are broken, and the δ that somebody has there."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from nablacheck.oracle.explaining.by_the_book import right
from nablacheck.oracle.explaining.layer_slots import LayerSlots, same
from nablacheck.oracle.explaining.ranked_slots import UNEXPLAINED, rank
from nablacheck.oracle.explaining.reasons import Key
from nablacheck.oracle.explaining.seen_deltas import in_a_batch, roughly_seen, seen_times
from nablacheck.oracle.explaining.slots import Slot
from nablacheck.oracle.explaining.walked import Walked
from nablacheck.oracle.explaining.witnesses import Witnesses
from nablacheck.oracle.judging.before_rounding import before_rounding
from nablacheck.reference.arithmetic import Ball

Option = tuple[Ball, Slot]
"""A δ that is supposed, with BP1 or BP2 of it."""


class WalkedLayer:
    """Layer l of a walk; `seen` is δ^l as the examples by themselves show it, `rough` says that it was wrong there already."""

    def __init__(self, walked: Walked, l: int, seen: Ball | None, rough: bool) -> None:
        self.walked, self.claimed, self.t, self.l, self.rough = walked, walked.claimed, walked.t, l, rough
        equation = "BP1" if l == self.t.L else "BP2"
        self.equation, self.book = equation, right(self.t, equation, l)
        self.seen = None if seen is None else in_a_batch(seen, self.book)
        self.witnesses = Witnesses(self.claimed, self.t, l)
        self.slots = LayerSlots(walked, l, equation, self.book, self.witnesses)

    def settled(self) -> bool:
        """Whether δ of this layer is known afterwards; adds its equations to the walk."""
        if self.witnesses.not_finite:
            slot = self.slots.of_delta(False, self.witnesses.targets[:1], label="not finite")
            self.walked.slots[self.equation, self.l] = slot
            return False
        if self.witnesses.confirm(self.book):
            b, delta = self.witnesses.b, self.book
            if b is not None and self.claimed.single and self.witnesses.b_fits(delta):
                delta = _rounded_to(b, self.book)
            return self._take(delta, self.slots.of_delta(True))
        if self.seen is not None and self.witnesses.confirm(self.seen):
            slot = self.slots.of_delta(True, covered=True)
            slot.confirmed = self.seen
            return self._take(self.seen, slot)
        return self._single() if self.claimed.problem.batch == 1 else self._batch()

    # --- one example ---

    def _single(self) -> bool:
        """δ is one of the two witnesses, or what the book says, whichever takes the fewest mistakes to believe."""
        of_b, of_w = self.witnesses.of_b, self.witnesses.of_w
        witnesses = [delta for delta in (of_b, of_w, *self._as_above()) if delta is not None]
        both = [delta for delta in witnesses if self.witnesses.agree(delta)]
        options = [
            (delta, self.slots.of_delta(False, [(same, delta)], label=str(i))) for i, delta in enumerate(both[:1] or witnesses)
        ]
        if not both:  # a ∇b of zeros tells nothing of δ; where nothing else speaks for the book, δ is what ∇w shows
            b = self.witnesses.b
            silent = b is not None and not np.any(b.mid) and of_w is not None
            options.insert(len(options) if silent else 0, (self.book, self.slots.of_delta(True)))
        return self._cheapest(options)

    def _as_above(self) -> list[Ball]:
        """δ from ∇b^l where ∇b of the layer above was a number times δ: that number, or what it is in widths of a layer."""
        above, of_b = self.walked.slots.get(("BP3", self.l + 1)), self.witnesses.of_b
        if above is None or above.right or of_b is None:
            return []
        n = self.t.problem.network.widths
        factors = [reason.factor.value for reason in above.searched.values() if not (reason.mistakes or reason.factor.one)]
        widths = {float(n[self.l + 1]): float(n[self.l]), 1 / n[self.l + 1]: 1 / n[self.l]}
        numbers = dict.fromkeys(number for factor in factors for number in (widths.get(factor, factor), factor))
        return [of_b / number for number in numbers]

    # --- a batch ---

    def _batch(self) -> bool:
        """δ is what predicts both ∇b and ∇w, or one of them while the other is explained."""
        there = self.witnesses.targets
        right_ones = [self.book] if self.seen is None else [self.book, self.seen]
        options = [(delta, self.slots.of_delta(True, covered=delta is not self.book)) for delta in right_ones]
        together = self.slots.of_delta(False, there, label="together")
        found = self._explained(options)
        if not found or found[0][0] > 1:
            alone = [self.slots.of_delta(False, [one], label=f"alone {i}") for i, one in enumerate(there) if len(there) > 1]
            for slot in (together, *alone):
                options += [(reason.ball, slot) for reason in list(slot.reasons.values())[:1] if reason.ball is not None]
            found = self._explained(options)
        if found:
            return self._take(*found[1])
        if self.seen is not None:
            ways = (roughly_seen, seen_times) if self.rough else ()
            delta = next((delta for way in ways if (delta := way(self.seen, self.witnesses)) is not None), self.seen)
            return self._take(delta, self.slots.of_delta(True, covered=True))
        self.walked.slots[self.equation, self.l] = together
        return False

    # --- choosing ---

    def _explained(self, options: list[Option]) -> tuple[tuple[int, int], Option] | None:
        """The option of the lowest rank of those in which everything is explained."""
        ranked = [(rank(self._broken(*option)), i) for i, option in enumerate(options)]
        best = min(ranked, default=((UNEXPLAINED, 0), 0))
        return None if best[0][0] >= UNEXPLAINED else (best[0], options[best[1]])

    def _cheapest(self, options: list[Option]) -> bool:
        """Takes the option with the fewest mistakes, of several the one that was taken on another network, or the usual one.

        What breaks more equations than that is not explained. The mistake of the layer above is none again: it was typed once.
        """
        if len(options) == 1:
            return self._take(*options[0])
        broken, taken = [self._broken(*option) for option in options], self.walked.tried.taken
        best = (UNEXPLAINED * (1 + max(map(len, broken))), True, 0), len(options)  # more than any option can have
        for i in sorted(range(len(options)), key=lambda i: len(broken[i])):
            mistakes, unusual = rank(broken[i], best[0][0], self._made_above)
            best = min(best, ((mistakes, options[i][1].place not in taken, unusual), i))
        taken.add(options[best[1]][1].place)
        return self._take(*options[best[1]])

    @cached_property
    def _made_above(self) -> frozenset[tuple[str, Key]]:
        """The equations that are broken at the layer above, each with what explains it."""
        above = (self.walked.slots.get((equation, self.l + 1)) for equation in ("BP2", "BP3", "BP4"))
        broken = (slot for slot in above if slot and not slot.right)
        return frozenset((slot.equation, key) for slot in broken for key in slot.reasons)

    def _broken(self, delta: Ball, slot: Slot) -> list[Slot]:
        """The equations that are broken where that is δ, those with the fewest wrong forms first."""
        return [one for one in (*self.slots.of_sums(delta, slot.label), slot) if not one.right]

    def _take(self, delta: Ball, slot: Slot) -> bool:
        slots = [slot, *self.slots.of_sums(delta, slot.label)]
        self.t.delta[self.l] = delta
        for one in slots:
            self.walked.slots[one.equation, self.l] = one
        return True


def _rounded_to(target: Ball, book: Ball) -> Ball:
    """Every δ that was rounded to what was given; what the equation says is exactly zero was zero before."""
    rounded = before_rounding(target.mid, book)
    zero = (rounded.mid == 0) & (rounded.rad == 0)
    return Ball(rounded.mid, np.where(zero, 0.0, rounded.rad + target.rad), rounded.size, book.model)
