"""What a function keeps from one call to the next: gradients that add up, an answer that is one call late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from nablacheck.oracle.checking.claims import Asked, Judgement
from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.reference.backprop import backprop

ADDS = "the gradients add up from call to call: the second answer is the sum of the first and of the gradient"
RANDOM = (
    "it gives another answer at each call with the same arguments, and no equation is to blame for that; "
    "seed what is drawn, or take it as an argument, as in takes='w b x y mask'"
)
LATE = "the answer is one call late: it is the gradient of the call before"


def remembered(judgements: Sequence[Judgement]) -> str:
    """What is kept between calls, if that explains every second answer that is another one; nothing where none is."""
    asked = [(judgement.asked, judgement.claimed) for judgement in judgements if judgement.asked and judgement.claimed]
    other = [(one, claimed) for one, claimed in asked if not _same(one.given, one.again)]
    if not other:
        return ""
    if all(_adds(one, claimed) for one, claimed in other):
        return ADDS
    later = [(before, one) for (before, _), (one, _) in pairwise(asked) if not _same(one.given, one.again)]
    return LATE if later and all(_same(before.again, one.given) for before, one in later) else ""


def another_each_time(judgements: Sequence[Judgement]) -> bool:
    """Whether two calls with the same arguments differ by more than rounding may: then no equation is to blame."""
    return any(
        _differs(judgement.asked, judgement.claimed) for judgement in judgements if judgement.asked and judgement.claimed
    )


def _differs(asked: Asked, claimed: Claimed) -> bool:
    trace = backprop(claimed.problem, arithmetic=claimed.xp)
    for name, letter, balls in (("nabla_b", "∇b", trace.nabla_b), ("nabla_w", "∇w", trace.nabla_w)):
        for l, first in asked.given.get(name, {}).items():
            ball = claimed.shown(letter, l, balls[l])
            with np.errstate(all="ignore"):
                if (abs(np.asarray(asked.again[name][l]) - first) > 2 * ball.rad).any():
                    return True
    return False


def _adds(asked: Asked, claimed: Claimed) -> bool:
    """Whether second − first is the gradient, to the rounding of the addition."""
    trace, u = backprop(claimed.problem, arithmetic=claimed.xp), claimed.xp.elementwise
    for name, letter, balls in (("nabla_b", "∇b", trace.nabla_b), ("nabla_w", "∇w", trace.nabla_w)):
        for l, first in asked.given.get(name, {}).items():
            second = np.asarray(asked.again[name][l])
            ball = claimed.shown(letter, l, balls[l])
            if not (abs(second - (first + ball.mid)) <= ball.rad + u * (abs(second) + abs(ball.mid) + abs(first))).all():
                return False
    return bool(asked.given.get("nabla_w"))


def _same(first: dict[str, Any], second: dict[str, Any]) -> bool:
    one, other = list(_arrays(first)), list(_arrays(second))
    return len(one) == len(other) and all(np.array_equal(p, q, equal_nan=True) for p, q in zip(one, other, strict=True))


def _arrays(given: dict[str, Any]) -> Iterator[Any]:
    for part in given.values():
        if isinstance(part, dict):
            yield from part.values()
