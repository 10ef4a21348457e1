"""The walk from the output back: at each layer the δ that somebody has, and which of BP1 to BP4 is broken there.

On one example ∇b^l is δ^l, and ∇w^l = δ^l (a^{l-1})ᵀ has rank one and gives δ^l again: two witnesses. Where they disagree, the
one that the equation of δ confirms is right, and the other equation is broken. The layer below is then judged with the δ that
the user has, right or wrong, so that mistakes do not add up. Over a batch δ is not seen; there a δ is looked for that predicts
∇b or ∇w, among what the examples show by themselves and what the tables make.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.by_the_book import right
from nablacheck.oracle.explaining.claimed import Claimed, fits
from nablacheck.oracle.explaining.factors import ratio
from nablacheck.oracle.explaining.processed import coarse, near
from nablacheck.oracle.explaining.reasons import Key
from nablacheck.oracle.explaining.slots import Searches, Slot, compared, why
from nablacheck.oracle.explaining.wrong_deltas import WrongDeltas
from nablacheck.oracle.judging.before_rounding import before_rounding
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.reference.arithmetic import Ball, Balls
from nablacheck.reference.backprop import BOOK, Pass, forward
from nablacheck.reference.network import Problem

Array = Any
Through = Callable[[Problem, Balls], Pass]
"""A pass through a problem that has come forward."""
UNEXPLAINED = 100
"""More mistakes than anything is explained by."""


@dataclass(eq=False)
class Walked:
    """The equations of a claim, output first, each with its layer; and δ as the user has it, where it is known."""

    claimed: Claimed
    t: Pass
    slots: dict[tuple[str, int], Slot] = field(default_factory=dict)
    tried: Searches = field(default_factory=Searches)
    lost: int = 0
    """The layer below which nothing is known, because δ is not; 0 where all is."""

    @property
    def broken(self) -> list[Slot]:
        """The equations that are broken, in the order of the walk."""
        return [slot for slot in self.slots.values() if not slot.right]

    @property
    def delta(self) -> Mapping[int, Ball]:
        """δ by layer."""
        return self.t.delta


def walk(
    claimed: Claimed,
    singles: Mapping[int, Ball] | None = None,
    rough: frozenset[int] = frozenset(),
    tried: Searches | None = None,
    through: Through | None = None,
) -> Walked:
    """Judges every equation of a claim with its own neighbours.

    `singles` is δ by layer (n_l, m) as the examples by themselves show it, in units of the batch, if they were asked, and
    `rough` has the layers at or above which it was wrong there already. `tried` is kept by walks that belong together.
    `through` comes forward in another way than the book, if it is known that somebody did.
    """
    t = through(claimed.problem, claimed.xp) if through else forward(Pass(claimed.problem, claimed.xp))
    walked = Walked(claimed, t, tried=tried or Searches())
    with t.xp.working():
        for l in reversed(range(2, t.L + 1)):
            if not _Layer(walked, l, (singles or {}).get(l), rough).settled():
                walked.lost = l
                break
    return walked


class _Layer:
    """One layer of the walk."""

    def __init__(self, walked: Walked, l: int, seen: Ball | None, rough: frozenset[int]) -> None:
        self.rough = rough
        self.walked, self.claimed, self.t, self.l = walked, walked.claimed, walked.t, l
        self.equation = "BP1" if l == self.t.L else "BP2"
        self.book = right(self.t, self.equation, l)
        self.wrong_deltas = WrongDeltas(self.t, self.equation, l, self.claimed)
        self.seen = None if seen is None else _in_a_batch(seen, self.book)
        self.b = self.claimed.target("∇b", l) if self.claimed.nabla_b else None
        self.w = self.claimed.target("∇w", l)

    def settled(self) -> bool:
        """Whether δ of this layer is known afterwards; adds its equations to the walk."""
        if self._not_finite:
            seen = (self._outer, self.w) if self.b is None else (self._summed, self.b)
            self.walked.slots[self.equation, self.l] = self._delta_slot(False, [seen], label="not finite")
            return False
        if self._confirms(self.book):
            delta = self.book
            if self.claimed.single and self._b_fits(delta):
                assert self.b is not None
                delta = _rounded_to(self.b, self.book)
            return self._take(delta, self._delta_slot(True, ()))
        if self.seen is not None and self._confirms(self.seen):
            slot = self._delta_slot(True, (), covered=True)
            slot.confirmed = self.seen
            return self._take(self.seen, slot)
        return self._single() if self.claimed.problem.batch == 1 else self._batch()

    # --- what fits ---

    def _summed(self, delta: Ball) -> Ball:
        total: Ball = delta.sum(axis=-1, keepdims=True)
        return total.sum(axis=-2, keepdims=True) if self.claimed.shared else total

    def _outer(self, delta: Ball) -> Ball:
        outer: Ball = delta @ self.t.a[self.l - 1].mT
        return outer

    def _b_fits(self, delta: Ball) -> bool:
        return self.b is not None and fits(self._summed(delta), self.b)

    def _w_fits(self, delta: Ball) -> bool:
        return fits(self._outer(delta), self.w)

    @property
    def _not_finite(self) -> bool:
        """Whether δ of a neuron is NaN or an infinity: then ∇b is, and all of its row of ∇w."""
        rows = ~np.isfinite(self.w.mid).any(axis=-1, keepdims=True)
        return bool((rows if self.b is None else rows & ~np.isfinite(self.b.mid)).any())

    def _confirms(self, delta: Ball) -> bool:
        """Whether one of the witnesses says that this is δ; where all a^{l−1} are 0, ∇w^l is 0 for every δ and says nothing."""
        return self._b_fits(delta) or (bool(np.any(self.t.a[self.l - 1].mid)) and self._w_fits(delta))

    # --- one example ---

    def _single(self) -> bool:
        """δ is one of the two witnesses, or what the book says, whichever takes the fewest mistakes to believe."""
        witnesses = []
        if self.claimed.single:
            assert self.b is not None
            witnesses.append(self.claimed.xp.unrounded(self.b))
        of_w = self._of_w()
        if of_w is not None:
            witnesses.append(of_w)
        witnesses += self._as_above()
        both = [delta for delta in witnesses if (self.b is None or self._b_fits(delta)) and self._w_fits(delta)]
        options = [
            (delta, self._delta_slot(False, [(_same, delta)], label=str(i))) for i, delta in enumerate(both[:1] or witnesses)
        ]
        if not both:  # a ∇b of zeros tells nothing of δ; where nothing else speaks for the book, δ is what ∇w shows
            silent = self.b is not None and not np.any(self.b.mid) and of_w is not None
            options.insert(len(options) if silent else 0, (self.book, self._delta_slot(True, ())))
        return self._cheapest(options)

    def _as_above(self) -> list[Ball]:
        """δ from ∇b^l where ∇b of the layer above was a number times δ: that number, or what it is in widths of a layer."""
        above = self.walked.slots.get(("BP3", self.l + 1))
        if above is None or above.right or self.b is None or not self.claimed.single:
            return []
        n = self.t.problem.network.widths
        factors = [reason.factor.value for reason in above.searched.values() if not (reason.mistakes or reason.factor.one)]
        widths = {float(n[self.l + 1]): float(n[self.l]), 1 / n[self.l + 1]: 1 / n[self.l]}
        numbers = dict.fromkeys(number for factor in factors for number in (widths.get(factor, factor), factor))
        return [self.claimed.xp.unrounded(self.b) / number for number in numbers]

    def _of_w(self) -> Ball | None:
        """δ from ∇w^l = δ^l (a^{l-1})ᵀ, if the matrix has rank one: by the neuron of layer l−1 that is known best."""
        a = self.t.a[self.l - 1]
        with np.errstate(all="ignore"):
            known = np.where(a.mid != 0, abs(a.mid), 0.0)[:, 0]
        j = int(np.argmax(known))
        if not known[j]:
            return None
        delta = self.claimed.xp.unrounded(self.w[:, j : j + 1]) / a[j : j + 1]
        return delta if np.isfinite(delta.rad).all() and self._w_fits(delta) else None

    # --- a batch ---

    def _batch(self) -> bool:
        """δ is what predicts both ∇b and ∇w, or one of them while the other is explained."""
        seen_in_b, seen_in_w = (self._summed, self.b), (self._outer, self.w)
        there = [target for target in (seen_in_b, seen_in_w) if target[1] is not None]
        right_ones = [self.book] if self.seen is None else [self.book, self.seen]
        options = [(delta, self._delta_slot(True, (), covered=delta is not self.book)) for delta in right_ones]
        together = self._delta_slot(False, there, label="together")
        found = self._explained(options)
        if not found or found[0][0] > 1:
            alone = [self._delta_slot(False, [target], label=f"alone {i}") for i, target in enumerate(there) if len(there) > 1]
            for slot in (together, *alone):
                options += [(reason.ball, slot) for reason in list(slot.reasons.values())[:1] if reason.ball is not None]
            found = self._explained(options)
        if found:
            return self._take(*found[1])
        if self.seen is not None:
            ways = (self._roughly_seen, self._seen_times) if self.l in self.rough else ()
            delta = next((seen for way in ways if (seen := way()) is not None), self.seen)
            return self._take(delta, self._delta_slot(True, (), covered=True))
        self.walked.slots[self.equation, self.l] = together
        return False

    def _roughly_seen(self) -> Ball | None:
        """What the examples by themselves show, as far as a narrow format goes, if that is what the batch has too.

        They are wrong by themselves, and a number that was narrowed is another one in a batch.
        """
        assert self.seen is not None
        narrow = near((self._summed(self.seen), self.b), (self._outer(self.seen), self.w))
        return coarse(self.seen, narrow) if narrow else None

    def _seen_times(self) -> Ball | None:
        """What the examples show times the number with which the batch has it: what is wrong of them may go with its size."""
        assert self.seen is not None
        times = ratio(self.w, self._outer(self.seen))
        if self.b is not None:
            times &= ratio(self.b, self._summed(self.seen))
        if not (times and times.bounded):
            return None
        middle = (times.low + times.high) / 2
        reach = self.seen.rad * abs(middle) + abs(self.seen.mid) * (times.high - times.low)
        return Ball(self.seen.mid * middle, reach, self.seen.size * abs(middle), self.seen.model)

    # --- choosing ---

    def _explained(self, options: list[tuple[Ball, Slot]]) -> tuple[tuple[int, int], tuple[Ball, Slot]] | None:
        """The option of the lowest rank of those in which everything is explained."""
        ranked = [(self._rank(*option), i) for i, option in enumerate(options)]
        best = min(ranked, default=((UNEXPLAINED, 0), 0))
        return None if best[0][0] >= UNEXPLAINED else (best[0], options[best[1]])

    def _cheapest(self, options: list[tuple[Ball, Slot]]) -> bool:
        """Takes the option with the fewest mistakes, of several the one that was taken on another network, or the usual one.

        What breaks more equations than that is not explained. The mistake of the layer above is none again: it was typed once.
        """
        if len(options) == 1:
            return self._take(*options[0])
        broken, taken = [self._broken(*option) for option in options], self.walked.tried.taken
        best = (UNEXPLAINED * (1 + max(map(len, broken))), True, 0), len(options)  # more than any option can have
        for i in sorted(range(len(options)), key=lambda i: len(broken[i])):
            mistakes, unusual = _together(broken[i], best[0][0], self._made_above)
            best = min(best, ((mistakes, options[i][1].place not in taken, unusual), i))
        taken.add(options[best[1]][1].place)
        return self._take(*options[best[1]])

    @cached_property
    def _made_above(self) -> frozenset[tuple[str, Key]]:
        """The equations that are broken at the layer above, each with what explains it."""
        above = (self.walked.slots.get((equation, self.l + 1)) for equation in ("BP2", "BP3", "BP4"))
        broken = (slot for slot in above if slot and not slot.right)
        return frozenset((slot.equation, key) for slot in broken for key in slot.reasons)

    def _rank(self, delta: Ball, slot: Slot) -> tuple[int, int]:
        """How many mistakes it takes to believe a δ, with how unusual their factors are."""
        return _together(self._broken(delta, slot))

    def _broken(self, delta: Ball, slot: Slot) -> list[Slot]:
        """The equations that are broken where that is δ, those with the fewest wrong forms first."""
        return [one for one in (*self._sums(delta, slot.label), slot) if not one.right]

    def _take(self, delta: Ball, slot: Slot) -> bool:
        slots = [slot, *self._sums(delta, slot.label)]
        self.t.delta[self.l] = delta
        for one in slots:
            self.walked.slots[one.equation, self.l] = one
        return True

    # --- slots ---

    def _delta_slot(self, is_right: bool, targets: Any, covered: bool = False, label: str = "") -> Slot:
        seen, shown, tried = targets or self._seen(), self._shown(is_right), self.walked.tried
        label = f"{label or 'book'} of {'one' if self.claimed.problem.batch == 1 else 'many'}"
        return Slot(
            self.t,
            self.claimed,
            self.equation,
            self.l,
            seen,
            shown,
            is_right,
            covered,
            label,
            tried,
            wrong_deltas=self.wrong_deltas,
        )

    def _seen(self) -> Any:
        """Where a δ that the book confirms is seen: as one of the witnesses, or in the sums that it fits."""
        if self.claimed.single and self._b_fits(self.book):
            return [(_same, self.b)]
        seen = [(self._summed, self.b)] if self._b_fits(self.book) else []
        return seen + ([(self._outer, self.w)] if self._w_fits(self.book) else [])

    def _shown(self, is_right: bool) -> Comparison | None:
        """BP1 or BP2 as it is shown: in δ itself on one example, else in ∇b or ∇w; not at all where right and seen nowhere."""
        if is_right and self.b is not None and not self._b_fits(self.book):
            return (
                compared(self.claimed, self.equation, self.l, "∇w", self._outer(self.book)) if self._w_fits(self.book) else None
            )
        if self.claimed.single and self.claimed.learning_rate is None and not self.claimed.penalty.get(("∇b", self.l)):
            given = self.claimed.given("∇b", self.l)
            says = why(self.claimed, given)
            return Comparison(self.equation, self.l, f"δ^{self.l}", given, self.book, self.book.size, why=says)
        if self.b is not None:
            return compared(self.claimed, self.equation, self.l, "∇b", self._summed(self.book))
        return compared(self.claimed, self.equation, self.l, "∇w", self._outer(self.book))

    def _sums(self, delta: Ball, label: str) -> list[Slot]:
        """BP3 and BP4 of a δ."""
        t = copy.copy(self.t)
        t.delta = {**self.t.delta, self.l: delta}
        slots, tried = [], self.walked.tried
        if self.b is not None:
            ball = self._summed(delta)
            view = (lambda x: x.sum(axis=-2, keepdims=True)) if self.claimed.shared else _same
            shown = compared(self.claimed, "BP3", self.l, "∇b", ball)
            slots.append(
                Slot(t, self.claimed, "BP3", self.l, [(view, self.b)], shown, fits(ball, self.b), label=label, tried=tried)
            )
        ball = BOOK.bp4(t, self.l)
        shown = compared(self.claimed, "BP4", self.l, "∇w", ball)
        slots.append(
            Slot(t, self.claimed, "BP4", self.l, [(_same, self.w)], shown, fits(ball, self.w), label=label, tried=tried)
        )
        return slots


def _same(ball: Ball) -> Ball:
    return ball


def _in_a_batch(seen: Ball, book: Ball) -> Ball:
    """δ of examples by themselves, as it may be in a batch, where the same equation is rounded otherwise.

    Each of the two is within the radius of its equation, which is granted in units of the terms that were added.
    """
    with np.errstate(all="ignore"):
        relative = float(np.nanmax(np.where(book.size > 0, book.rad / book.size, 0.0)))
    size = np.maximum(abs(seen.mid), book.size)
    return Ball(seen.mid, seen.rad + 2 * relative * size, size, book.model)


def _rounded_to(target: Ball, book: Ball) -> Ball:
    """Every δ that was rounded to what was given; what the equation says is exactly zero was zero before."""
    rounded = before_rounding(target.mid, book)
    zero = (rounded.mid == 0) & (rounded.rad == 0)
    return Ball(rounded.mid, np.where(zero, 0.0, rounded.rad + target.rad), rounded.size, book.model)


def _rank(slot: Slot, made_above: frozenset[tuple[str, Key]]) -> tuple[int, int]:
    if not slot.reasons:
        return UNEXPLAINED, 0
    reasons = slot.reasons.values()
    return min((0 if (slot.equation, one.key) in made_above else one.rank[0], one.rank[1]) for one in reasons)


def _together(
    slots: list[Slot], most: int | None = None, made_above: frozenset[tuple[str, Key]] = frozenset()
) -> tuple[int, int]:
    """The rank of several equations; as soon as it must have more mistakes than `most`, no further one is explained.

    What was `made_above` counts nothing.
    """
    mistakes = unusual = 0
    for i, slot in enumerate(slots):
        left = [one for one in slots[i:] if not any(equation == one.equation for equation, _ in made_above)]
        if most is not None and mistakes + len(left) > most:
            return most + 1, 0
        rank = _rank(slot, made_above)
        mistakes, unusual = mistakes + rank[0], unusual + rank[1]
    return mistakes, unusual
