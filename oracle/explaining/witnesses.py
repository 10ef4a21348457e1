"""What ∇b^l and ∇w^l say of δ^l: two witnesses of it, each by itself."""

from __future__ import annotations

import numpy as np

from nablacheck.oracle.explaining.claimed import Claimed, Target, fits
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import Pass


class Witnesses:
    """∇b^l, None where it was not given, and ∇w^l of a claim, beside a pass that has come back to layer l."""

    def __init__(self, claimed: Claimed, t: Pass, l: int) -> None:
        self.claimed, self.a_prev = claimed, t.a[l - 1]
        self.b = claimed.target("∇b", l) if claimed.nabla_b else None
        self.w = claimed.target("∇w", l)

    def summed(self, delta: Ball) -> Ball:
        """∇b^l of a δ^l."""
        total: Ball = delta.sum(axis=-1, keepdims=True)
        return total.sum(axis=-2, keepdims=True) if self.claimed.shared else total

    def outer(self, delta: Ball) -> Ball:
        """∇w^l of a δ^l."""
        outer: Ball = delta @ self.a_prev.mT
        return outer

    @property
    def targets(self) -> list[Target]:
        """Where δ^l is seen: in those of the two that were given."""
        of_b: list[Target] = [] if self.b is None else [(self.summed, self.b)]
        return [*of_b, (self.outer, self.w)]

    def b_fits(self, delta: Ball) -> bool:
        """Whether ∇b^l does not contradict."""
        return self.b is not None and fits(self.summed(delta), self.b)

    def w_fits(self, delta: Ball) -> bool:
        """Whether ∇w^l does not contradict."""
        return fits(self.outer(delta), self.w)

    def agree(self, delta: Ball) -> bool:
        """Whether neither contradicts."""
        return all(fits(view(delta), target) for view, target in self.targets)

    def confirm(self, delta: Ball) -> bool:
        """Whether one of them says that this is δ; where all a^{l−1} are 0, ∇w^l is 0 for every δ and says nothing."""
        return self.b_fits(delta) or (bool(np.any(self.a_prev.mid)) and self.w_fits(delta))

    @property
    def not_finite(self) -> bool:
        """Whether δ of a neuron is NaN or an infinity: then ∇b is, and all of its row of ∇w."""
        rows = ~np.isfinite(self.w.mid).any(axis=-1, keepdims=True)
        return bool((rows if self.b is None else rows & ~np.isfinite(self.b.mid)).any())

    @property
    def of_b(self) -> Ball | None:
        """δ from ∇b^l, which it is on one example."""
        return self.claimed.xp.unrounded(self.b) if self.b is not None and self.claimed.single else None

    @property
    def of_w(self) -> Ball | None:
        """δ from ∇w^l = δ^l (a^{l-1})ᵀ, if the matrix has rank one: by the neuron of layer l−1 that is known best."""
        a = self.a_prev
        with np.errstate(all="ignore"):
            known = np.where(a.mid != 0, abs(a.mid), 0.0)[:, 0]
        j = int(np.argmax(known))
        if not known[j]:
            return None
        delta = self.claimed.xp.unrounded(self.w[:, j : j + 1]) / a[j : j + 1]
        return delta if np.isfinite(delta.rad).all() and self.w_fits(delta) else None
