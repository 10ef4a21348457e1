"""Which other declarations single examples leave open: most are refuted by an equation that they do not touch.

On one example ∇b^l is δ^l as the function has it. BP2 at layer l needs the activations up to l alone, and ∇w^l = δ^l (a^{l-1})ᵀ
those below l. Where one of them is broken, no declaration that leaves those activations as they are makes it right; and where
∇w^{l+1} shows that a^l is as declared, no activation that gives other numbers there was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.explaining.claimed import Claimed, fits
from nablacheck.oracle.explaining.evaluated import value_of
from nablacheck.oracle.explaining.factors import ratio
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Pass, forward


@dataclass(eq=False)
class LeftOpen:
    """What the single examples among some judgements say about the activations."""

    claims: Sequence[Claimed]

    @classmethod
    def by(cls, judgements: Sequence[Judgement]) -> LeftOpen:
        """By those judgements on a single example that show δ and no penalty on the biases."""
        claims = [judgement.claimed for judgement in judgements if judgement.claimed]
        return cls([claimed for claimed in claims if _shows_delta(claimed)])

    def refutes(self, changed: Mapping[int, Activation]) -> bool:
        """Whether activations that are changed by layer, or the cost alone, cannot make everything right."""
        lowest = min(changed, default=None)
        if self._highest is not None and (lowest is None or lowest > self._highest):
            return True
        return any(one.shows_another(lowest, changed[lowest]) for one in self._examples) if lowest is not None else False

    @cached_property
    def _examples(self) -> list[_Example]:
        return [_Example(claimed) for claimed in self.claims]

    @cached_property
    def _highest(self) -> int | None:
        """The highest layer at or below which an activation must be another one; None where none must be."""
        return min((l for one in self._examples for l in one.broken()), default=None)


class _Example:
    """One example with what the function gave for it; δ is ∇b, or where that is not there what ∇w says, which has rank one."""

    def __init__(self, claimed: Claimed) -> None:
        self.claimed, self.t = claimed, forward(Pass(claimed.problem, claimed.xp))
        self.delta: dict[int, Ball] = {}
        with self.t.xp.working():
            for l in range(2, self.t.L + 1):
                if (delta := self._of_b(l) if claimed.single else self._of_w(l)) is not None:
                    self.delta[l] = delta

    def broken(self) -> Iterator[int]:
        """For each equation that is broken, the highest layer whose activation it needs; 1 where that is the input alone."""
        with self.t.xp.working():
            for l, delta in self.delta.items():
                if not self._fits_w(l):
                    yield l - 1
                elif l + 1 in self.delta and self._fits_w(l + 1):
                    self.t.delta[l + 1] = self.delta[l + 1]
                    if not fits(BOOK.bp2(self.t, l), delta):
                        yield l

    def shows_another(self, l: int, entry: Activation) -> bool:
        """Whether ∇w^{l+1} shows that a^l is as declared, and another activation of layer l gives other numbers."""
        delta = self.delta.get(l + 1)
        if delta is None or not (abs(delta.mid) > delta.rad).any():
            return False
        with self.t.xp.working(), np.errstate(all="ignore"):
            value = value_of(entry, self.t, self.t.z[l])
            mask = self.claimed.problem.masks.get(l)
            value = value if mask is None else value * self.t.xp.lift(mask.astype(self.claimed.problem.dtype))
            alike = fits(value, self.t.a[l]) if self.claimed.single else bool(ratio(value, self.t.a[l]))
            return self._fits_w(l + 1) and not alike

    def _fits_w(self, l: int) -> bool:
        return fits(self.delta[l] @ self.t.a[l - 1].mT, self.claimed.target("∇w", l))

    def _of_b(self, l: int) -> Ball:
        return self.claimed.xp.unrounded(self.claimed.target("∇b", l))

    def _of_w(self, l: int) -> Ball | None:
        """By the neuron of layer l−1 that is known best; None where none is."""
        a = self.t.a[l - 1]
        j = int(np.argmax(abs(a.mid)))
        delta = self.claimed.xp.unrounded(self.claimed.target("∇w", l)[:, j : j + 1]) / a[j : j + 1]
        return delta if np.isfinite(delta.rad).all() else None


def _shows_delta(claimed: Claimed) -> bool:
    return claimed.problem.batch == 1 and not any(letter == "∇b" for letter, _ in claimed.penalty)
