"""The walk from the output back: at each layer the δ that somebody has, and which of BP1 to BP4 is broken there.

On one example ∇b^l is δ^l, and ∇w^l = δ^l (a^{l-1})ᵀ has rank one and gives δ^l again: two witnesses. Where they disagree, the
one that the equation of δ confirms is right, and the other equation is broken. The layer below is then judged with the δ that
the user has, right or wrong, so that mistakes do not add up. Over a batch δ is not seen; there a δ is looked for that predicts
∇b or ∇w, among what the examples show by themselves and what the tables make.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.slots import Searches
from nablacheck.oracle.explaining.walked import Walked
from nablacheck.oracle.explaining.walked_layer import WalkedLayer
from nablacheck.reference.arithmetic import Ball, Balls
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.problem import Problem

Through = Callable[[Problem, Balls], Pass]
"""A pass through a problem that has come forward."""


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
            if not WalkedLayer(walked, l, (singles or {}).get(l), l in rough).settled():
                walked.lost = l
                break
    return walked
