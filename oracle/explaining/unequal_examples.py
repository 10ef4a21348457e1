"""Examples that do not count alike: each by itself is right, and the gradient of a batch is another sum of theirs.

A batch gives as many numbers as the network has parameters, of which so many unknowns as there are examples are solved for; the
sum is held against all numbers in balls afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.claimed import Claimed, predicts
from nablacheck.oracle.explaining.diagnosis import Diagnosis
from nablacheck.oracle.explaining.explanation import Explanation
from nablacheck.oracle.explaining.factors import Interval, number
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Pass, backprop, backward, forward

Array = Any
Seen = tuple[str, int]


def right_alone(claims: Sequence[Claimed]) -> bool:
    """Whether examples by themselves were asked about, and none of them is wrong."""
    alone = [claimed for claimed in claims if claimed.problem.batch == 1]
    return bool(alone) and all(
        _predicted(claimed, _gradient(backprop(claimed.problem, arithmetic=claimed.xp))) for claimed in alone
    )


def unequal_examples(claims: Sequence[Claimed], left_out: bool = False) -> Explanation | None:
    """How often each example counts in each batch, where that explains every number; None where it does not.

    With `left_out` also where some do not count at all, which in most sums has a name of its own.
    """
    if any(claimed.shared for claimed in claims) or not right_alone(claims):
        return None
    batches = sorted((claimed for claimed in claims if claimed.problem.batch > 1), key=lambda claimed: -claimed.problem.batch)
    counted = [(claimed, _counts(claimed)) for claimed in batches]
    if any(counts is None for _, counts in counted):
        return None
    claimed, counts = next(((claimed, counts) for claimed, counts in counted if counts and len(set(counts)) > 1), (None, None))
    if claimed is None or counts is None or (0.0 in counts and not left_out):
        return None
    says = f"the examples do not count alike: {_in_words(counts)}, where each counts once{_as_when(counts)}"
    whole = Diagnosis(((Mistake("examples counted unequally", "", says, BOOK.bp3), frozenset()),))
    shown = tuple(_shown(claimed))[:1]
    return Explanation(shown, claimed.problem, (whole,), (f"{whole} (predicts every number)",))


def _gradient(trace: Any) -> dict[Seen, Ball]:
    return {
        **{("∇b", l): ball for l, ball in trace.nabla_b.items()},
        **{("∇w", l): ball for l, ball in trace.nabla_w.items()},
    }


def _by_the_book(claimed: Claimed) -> dict[Seen, Ball]:
    return _gradient(backprop(claimed.problem, arithmetic=claimed.xp))


def _asked(claimed: Claimed) -> list[Seen]:
    return [*(("∇b", l) for l in claimed.nabla_b), *(("∇w", l) for l in claimed.nabla_w)]


def _predicted(claimed: Claimed, gradient: dict[Seen, Ball]) -> bool:
    return all(predicts(gradient[seen], claimed.target(*seen)) for seen in _asked(claimed))


def _of_each(claimed: Claimed) -> list[dict[Seen, Ball]]:
    """The part of each example in the gradient of the batch."""
    whole = claimed.problem
    problems = (whole.columns(slice(k, k + 1)) for k in range(whole.batch))
    return [_gradient(backward(forward(Pass(one, claimed.xp, batch=whole.batch)))) for one in problems]


def _counts(claimed: Claimed) -> list[float] | None:
    """How often each example counts in a batch; None where no such numbers explain it."""
    parts = _of_each(claimed)
    targets = {seen: claimed.target(*seen) for seen in _asked(claimed)}

    def flat(of: dict[Seen, Ball], part: str) -> Array:
        return np.concatenate([np.broadcast_to(getattr(of[seen], part), of[seen].shape).ravel() for seen in targets])

    matrix = np.stack([flat(part, "mid") for part in parts], axis=1)
    if not np.isfinite(matrix).all() or np.linalg.matrix_rank(matrix) < len(parts):
        return None
    inverse = np.linalg.pinv(matrix)
    counts = inverse @ flat(targets, "mid")
    blur = flat(targets, "rad") + sum(flat(part, "rad") * abs(c) for part, c in zip(parts, counts, strict=True))
    radius = abs(inverse) @ blur
    found = [_number(*pair) for pair in zip(counts, radius, strict=True)]
    known = [c for c in found if c is not None]
    if len(known) < len(found):
        return None
    with claimed.xp.working():
        total = {seen: reduce(add, (part[seen] * c for part, c in zip(parts, known, strict=True))) for seen in targets}
    return known if _predicted(claimed, total) else None


def _number(count: float, radius: float) -> float | None:
    return 0.0 if abs(count) <= radius else number(Interval(float(count - radius), float(count + radius)))


def _in_words(counts: Sequence[float]) -> str:
    """Example 1 counts 3 times, 2 twice, 3 once"""
    each = (f"example {k} {_times(c)}" for k, c in enumerate(counts, start=1))
    return ", ".join(each)


def _times(count: float) -> str:
    known = {0.0: "not at all", 1.0: "once", 2.0: "twice"}
    return known.get(count, f"{count:.4g} times".replace("-", "−"))


def _as_when(counts: Sequence[float]) -> str:
    """In which code that happens."""
    m = len(counts)
    if list(counts) == list(range(m, 0, -1)):
        return " (as when a running sum that is not set back to 0 is added up)"
    if list(counts) == list(range(1, m + 1)):
        return " (as when each is added once more than the one before)"
    if len(set(counts)) == 2 and 0.0 not in counts:
        return " (as in a mean of means of parts of unequal size)"
    return ""


def _shown(claimed: Claimed) -> Iterator[Comparison]:
    """The arrays that are not the book's, from the output back."""
    gradient = _by_the_book(claimed)
    for letter, l in sorted(_asked(claimed), key=lambda seen: (-seen[1], seen[0])):
        ball = gradient[letter, l]
        if not predicts(ball, claimed.target(letter, l)):
            equation = "BP3" if letter == "∇b" else "BP4"
            shown = claimed.shown(letter, l, ball)
            yield Comparison(equation, l, f"{letter}^{l}", claimed.given(letter, l), shown, abs(shown.mid))
