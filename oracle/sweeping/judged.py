"""What an adapter returned for single functions, judged: balls, certified arithmetic where they say nothing, and the ledger."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.generating.overflow import XP, beyond_balls
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.single_functions import Pair, Text, as_computed
from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.oracle.sweeping.swept import Swept, nowhere
from nablacheck.oracle.sweeping.ulps import in_ulps
from nablacheck.reference.arithmetic import Ball, Balls, Precision, precision
from nablacheck.reference.composed import composed_activation
from nablacheck.reference.costs import AnyEntry

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Reply:
    """One call: the argument, the cotangent or the targets beside it, and the pair that was returned."""

    at: Array
    beside: Array
    given: Pair


def judged(
    entry: AnyEntry, adapter: Adapter, dtype: str, text: Text, parts: list[Reply], elementwise: bool = False, ulps: bool = False
) -> tuple[Swept, Swept]:
    """Value and derivative of every part against their balls, and against those of the defects where they disagree.

    Where a function is elementwise and the framework's own, certified arithmetic is asked at ±∞ and where balls say nothing.
    `ulps` asks how many units in the last place every number is off.
    """
    xp = adapter.balls(dtype)
    computed = as_computed(entry, adapter)
    books = _expected(computed, parts, text, xp)
    known = [defect for defect in LEDGER if defect.concerns_entry(entry, adapter, dtype)]
    results = []
    for derived in (False, True):
        given = np.concatenate([np.ravel(part.given[derived]) for part in parts])
        at = np.concatenate([_arguments(part, np.shape(part.given[derived])) for part in parts])
        kept, ball = np.arange(at.size), books[derived]
        beside = np.concatenate([np.ravel(part.beside) for part in parts]) if elementwise else nowhere()
        if elementwise and not adapter.composes(entry):
            kept, ball = beyond_balls(ball, given, at, beside, _truth(entry, text, derived, precision(dtype)), derived)
        c = Comparison("σ′" if derived else "σ", None, entry.name, given[kept], ball, ball.size, axes=1)
        expected = tuple(defect for defect in known if defect.derivative == derived)
        swept = Swept(entry, derived, adapter, dtype, at[kept], c, expected=expected)
        if ulps:
            calls = [(part.at, part.beside, part.given[derived]) for part in parts]
            off, units = in_ulps(entry, text, calls, derived, dtype)
            swept = replace(swept, ulps=off[kept], units=units[kept])
        for defect in expected:
            if not defect.varies:
                swept = _explained(swept, defect, partial(_part_of, parts, text, xp, derived, kept))
        if elementwise:
            swept = _looked_at(replace(swept, beside=beside[kept]), partial(_misusing, computed, parts, text, xp, kept))
        results.append(swept)
    return results[0], results[1]


MISUSED: Mapping[str, Callable[[Array], Array]] = {
    "what comes from above is left out": np.ones_like,
    "of what comes from above the sign is taken": np.sign,
    "of what comes from above the absolute value is taken": np.abs,
    "what comes from above is squared": np.square,
    "what comes from above is clipped to [−1, 1]": lambda above: np.clip(above, -1, 1),
    "what comes from above has the other sign": np.negative,
}
"""What an elementwise backward may do with a cotangent in place of a product."""


def _misusing(
    entry: AnyEntry, parts: list[Reply], text: Text, xp: Balls, kept: Array, misuse: Callable[[Array], Array]
) -> Ball:
    """The balls of the derivative with other cotangents."""
    return _expected(entry, [replace(part, beside=misuse(part.beside)) for part in parts], text, xp)[1][kept]


def _looked_at(swept: Swept, ball_of: Callable[[Callable[[Array], Array]], Ball]) -> Swept:
    """Says what was done with the cotangents where that explains every number, those that agree as well."""
    c = swept.comparison
    if not swept.derivative or not c.unexplained.any():
        return swept
    for name, misuse in MISUSED.items():
        ball = ball_of(misuse)
        if (ball.contains(c.given) | np.isinf(ball.rad) | c.known).all():  # a square may leave the format
            return replace(swept, looks_like=name)
    return swept


def _truth(entry: Any, text: Text, derived: bool, p: Precision) -> Callable[[Any, Any], Any]:
    """A function or its derivative in certified arithmetic; that of the value's formula, which cancels least.

    Where σ′ leaves the format, nothing is known of its product with a cotangent that would bring it back.
    """
    true = composed_activation(entry) if derived else entry

    def truth(z: Any, beside: Array) -> Any:
        number = np.ravel(text(true, z[None, :], beside[None, :], XP)[derived])
        if derived and (small := abs(beside) < 1).any():
            alone: Any = np.ravel(text(true, z[None, :], np.ones((1, z.size)), XP)[1])
            number = number * XP.lift(np.where(small & (abs(alone) > p.largest).possible, math.nan, 1.0))
        return number

    return truth


def _arguments(part: Reply, shape: tuple[int, ...]) -> Array:
    """The argument of every number; of a cost with several outputs, the first."""
    return np.ravel(part.at if shape == part.at.shape else part.at[0])


def _expected(entry: Any, parts: list[Reply], text: Text, xp: Balls) -> tuple[Ball, Ball]:
    """The balls of a function and of its derivative at every number of the parts."""
    with xp.working():
        pairs = [text(entry, part.at, part.beside, xp) for part in parts]
        return xp.joined([value for value, _ in pairs]), xp.joined([pulled for _, pulled in pairs])


def _part_of(parts: list[Reply], text: Text, xp: Balls, derived: bool, kept: Array, used: Any) -> Ball:
    return _expected(used, parts, text, xp)[derived][kept]


def _explained(swept: Swept, defect: Defect, expected: Callable[[Any], Ball]) -> Swept:
    """Marks as known what a defect predicts: a number in the ball of its formula, or a number that is not finite."""
    c = swept.comparison
    predicted = c.disagrees & defect.within(swept.at, swept.dtype)
    if defect.uses is None:
        predicted &= np.isfinite(c.given) == defect.swallows
    else:
        ball = expected(defect.formula(swept.entry))
        nothing_known = np.isinf(ball.rad)
        predicted &= (ball.contains(c.given) & ~nothing_known) | (nothing_known & defect.lost)
    if not predicted.any():
        return swept
    return replace(swept, comparison=replace(c, known=c.known | predicted), shows=(*swept.shows, defect))
