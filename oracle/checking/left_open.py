"""Which other declarations single examples leave open: most are refuted by an equation that they do not touch.

On one example ∇b^l is δ^l as the function has it. BP2 at layer l needs the activations up to l alone, and ∇w^l = δ^l (a^{l-1})ᵀ
those below l. Where one of them is broken, no declaration that leaves those activations as they are makes it right; and where
∇w^{l+1} shows that a^l is as declared, no activation that gives other numbers there was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.explaining.claimed import Claimed, fits
from nablacheck.reference.activations import Activation
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
    """One example with what the function gave for it."""

    def __init__(self, claimed: Claimed) -> None:
        self.claimed, self.t = claimed, forward(Pass(claimed.problem, claimed.xp))

    def broken(self) -> Iterator[int]:
        """For each equation that is broken, the highest layer whose activation it needs."""
        with self.t.xp.working():
            for l in range(2, self.t.L + 1):
                if not fits(self._outer(l), self.claimed.target("∇w", l)) and l > 2:
                    yield l - 1
                if l < self.t.L:
                    self.t.delta[l + 1] = self.claimed.xp.unrounded(self.claimed.target("∇b", l + 1))
                    if not fits(BOOK.bp2(self.t, l), self.claimed.target("∇b", l)):
                        yield l

    def shows_another(self, l: int, entry: Activation) -> bool:
        """Whether ∇w^{l+1} shows that a^l is as declared, and another activation of layer l gives other numbers."""
        if l >= self.t.L or not self._known(l):
            return False
        with self.t.xp.working(), np.errstate(all="ignore"):
            value: Any = self.t.xp.like(entry.value(self.t.z[l], self.t.xp), self.t.z[l])
            mask = self.claimed.problem.masks.get(l)
            value = value if mask is None else value * self.t.xp.lift(mask.astype(self.claimed.problem.dtype))
            return not fits(value, self.t.a[l])

    def _known(self, l: int) -> bool:
        """Whether ∇w^{l+1} says what every a^l is, and says what is declared."""
        delta = self.claimed.target("∇b", l + 1)
        with self.t.xp.working():
            return bool((abs(delta.mid) > delta.rad).any()) and fits(self._outer(l + 1), self.claimed.target("∇w", l + 1))

    def _outer(self, l: int) -> Any:
        return self.claimed.xp.unrounded(self.claimed.target("∇b", l)) @ self.t.a[l - 1].mT


def _shows_delta(claimed: Claimed) -> bool:
    return claimed.single and not any(letter == "∇b" for letter, _ in claimed.penalty)
