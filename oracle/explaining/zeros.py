"""A gradient of which nothing is there: every number is 0, or what a declared weight decay leaves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.diagnosis import Diagnosis
from nablacheck.oracle.explaining.explanation import Explanation, comparisons
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.walked import Walked
from nablacheck.reference.backprop import BOOK

ZEROS = "every number is 0: δ^L is 0, nothing comes back from the cost (or no gradient was ever filled in)"


def nothing_but_zeros(claims: Sequence[Claimed]) -> bool:
    """Whether every number of every claim is 0, of which no equation says anything."""
    there = [array for claimed in claims for arrays in (claimed.nabla_b, claimed.nabla_w) for array in arrays.values()]
    return bool(there) and not any(np.any(array) for array in there)


def nothing_comes_back(claims: Sequence[Claimed]) -> bool:
    """Whether nothing is left of any claim but the weight decay that is declared, and its rounding."""
    left = [
        claimed.target(letter, l)
        for claimed in claims
        for letter, arrays in (("∇b", claimed.nabla_b), ("∇w", claimed.nabla_w))
        for l in arrays
    ]
    return bool(left) and all((abs(ball.mid) <= ball.rad).all() for ball in left)


def only_zeros(found: Sequence[Walked], L: int, says: str = ZEROS) -> Explanation:
    """Every number is 0, which is as though δ^L were."""
    whole = Diagnosis(((Mistake("nothing from the cost", "BP1", says, BOOK.bp1), frozenset({L})),))
    return Explanation(*comparisons(found), (whole,), (f"{whole} (predicts every number)",))
