"""What was done to numbers that were right: rounded, clipped, normalised, cut to their sign, kept in a narrow format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.claimed import fits
from nablacheck.oracle.explaining.factors import Factors, Interval, number, ratio, said
from nablacheck.oracle.explaining.parts import to_decimals
from nablacheck.oracle.generating.arguments import held
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.arithmetic.precision import BFLOAT16, FLOAT16, FLOAT32, Precision

Array = Any
DECIMALS = range(13)
NARROWER = {
    BFLOAT16: "cast nothing",
    FLOAT16: "cast nothing, or declare dtype=float16",
    FLOAT32: "cast nothing, or declare dtype=float32",
}
"""Narrower formats, with what to do; the narrowest first: its floats are mostly floats of the others too."""


ROUNDED = "the numbers are rounded {}"
DROPPED = tuple(c * 10.0**-k for k in range(7) for c in (1, 5, 2))
"""Below which numbers are set to 0."""


def processed(ball: Ball, target: Ball) -> Iterator[tuple[str, str]]:
    """What turns the ball into what was given: a name, and what it says."""
    if ball.shape != target.shape or not np.isfinite(ball.rad).all():
        return
    for decimals in DECIMALS:
        if is_rounded(target.mid, ball.mid, ball.rad + target.rad, decimals):
            yield f"rounded to {decimals} decimals", ROUNDED.format(to_decimals(decimals))
    yield from cut_down(ball, target)


def is_rounded(given: Array, mid: Array, rad: Array, decimals: int) -> bool:
    """Whether numbers are those of a ball, rounded to decimals: then each is the float that is nearest to its decimals."""
    return bool((np.round(given, decimals) == given).all() and (abs(given - mid) <= rad + 0.5 / 10**decimals).all())


def cut_down(ball: Ball, target: Ball, beside: bool = False) -> Iterator[tuple[str, str]]:
    """The same without rounding, which may be seen in a few numbers by chance; `beside` another array that is not all 0."""
    if ball.shape != target.shape or not np.isfinite(ball.rad).all():
        return
    given, rad = target.mid, ball.rad + target.rad
    yield from _clipped(ball, given, rad)
    yield from _normalised(ball, target)
    yield from _small_ones_dropped(ball, given, rad, beside)
    if (abs(given - np.sign(ball.mid)) <= target.rad).all():
        yield "sign alone", "only the sign of each number is left"
    if (abs(abs(ball.mid) - given) <= rad).all() and (given >= 0).all():
        yield "sign lost", "the sign of each number is lost"


def of_one_neuron(ball: Ball, target: Ball, factors: Factors) -> Iterator[tuple[str, str]]:
    """The factor of one row alone, which is that of a neuron, by its number and where it is the last one as that too."""
    if ball.shape != target.shape or not np.isfinite(ball.rad).all():
        return
    other = (abs(ball.mid - target.mid) > ball.rad + target.rad).any(axis=-1)
    if len(other) == 1 or other.sum() != 1:
        return
    i = int(np.argmax(other))
    found = {name: said(name) for name in factors.simple(ratio(target[i : i + 1], ball[i : i + 1]))}
    if (target.mid[i] == 0).all():
        found["0"] = "0"
    for name, times in found.items():
        for which in (f"neuron {i + 1}", *(["the last neuron"] if i == len(other) - 1 else [])):
            yield f"{which} times {name}", f"{which} alone is {times} times what it should be"


def narrowed(parts: dict[str, Ball]) -> Iterator[tuple[str, str]]:
    """Which of some numbers are all floats of a format with less than half of the digits: no rounding does that by chance.

    A few may be floats of the narrowest by chance, which other networks tell.
    """
    for name, ball in parts.items():
        for narrow, do in NARROWER.items():
            if narrow.u**2 >= ball.model.precision.u and _passed_through(narrow, ball):
                yield f"{name} in {narrow.name}", f"{name} passes through {narrow.name}: {do}"


def near(*pairs: tuple[Ball, Ball | None]) -> Precision | None:
    """The format as far as which each pair is one of what should be and what was given, the finer first; or None."""
    formats = (FLOAT16, BFLOAT16)
    fit = (all(target is None or fits(coarse(ball, narrow), target) for ball, target in pairs) for narrow in formats)
    return next((narrow for narrow, each in zip(formats, fit, strict=True) if each), None)


def coarse(ball: Ball, narrow: Precision) -> Ball:
    """What a narrow format may have made of a ball."""
    return Ball(ball.mid, ball.rad + ball.size * narrow.gamma(4) + narrow.eta, ball.size, ball.model)


def _passed_through(narrow: Precision, ball: Ball) -> bool:
    """Whether each of the balls holds a float of the format, and they are so small that this is no chance."""
    something = ball.mid != 0
    with np.errstate(over="ignore", invalid="ignore"):
        there = abs(held(ball.mid, narrow) - ball.mid) <= ball.rad
        of_a_unit = (ball.rad / (abs(ball.mid) * narrow.u))[something]
    return bool((there | ~something).all() and (of_a_unit < 1).all() and np.prod(of_a_unit) < narrow.u)


def _clipped(ball: Ball, given: Array, rad: Array) -> Iterator[tuple[str, str]]:
    bound = float(abs(given).max())
    at = abs(given) == bound
    reaches = (abs(ball.mid) + rad >= bound)[at].all() and (abs(ball.mid) - rad > bound)[at].any()
    alike = (np.sign(given) == np.sign(ball.mid))[at].all() and (abs(given - ball.mid) <= rad)[~at].all()
    if bound and reaches and alike:
        yield f"clipped at {bound:g}", f"the numbers are clipped between {-bound:g} and {bound:g}"


def clips(ball: Ball, target: Ball) -> Iterator[tuple[str, str, Callable[[Ball], Ball]]]:
    """At what numbers were clipped, with what that makes of others; what is smaller is left as it is."""
    if ball.shape == target.shape and np.isfinite(ball.rad).all():
        for name, says in _clipped(ball, target.mid, ball.rad + target.rad):
            bound = float(abs(target.mid).max())
            yield name, says, lambda other, b=bound: other.model.maximum(other.model.minimum(other, b), -b)  # type: ignore[misc]


def scaled_down(ball: Ball, target: Ball) -> Iterator[tuple[str, str, Callable[[Ball], Ball]]]:
    """To which norm an array was scaled down, with what that makes of others; one that is smaller is left as it is."""
    times = ratio(target, ball)
    if not times or not 0 < times.low <= times.high < 1:
        return
    size = float(np.linalg.norm(target.mid))
    reach = float(np.linalg.norm(target.rad + target.model.elementwise * abs(target.mid)))
    norm = number(Interval(size - reach, size + reach))
    if norm is not None:

        def of(other: Ball) -> Ball:
            flat = other.reshape(-1)
            length = other.model.sqrt((flat * flat).sum(axis=0))
            factor: Ball = other.model.minimum(norm / length, 1)
            return other * factor

        yield f"norm clipped at {norm:g}", f"the array is scaled down to the norm {norm:g} where its norm is larger", of


def _small_ones_dropped(ball: Ball, given: Array, rad: Array, beside: bool) -> Iterator[tuple[str, str]]:
    """Where all that is smaller than some number is 0, and the rest as it should be: the roundest such number."""
    dropped = (given == 0) & (abs(ball.mid) > rad)
    kept = ~dropped & (given != 0)
    if not (dropped.any() and (beside or kept.any())) or not (abs(given - ball.mid) <= rad)[~dropped].all():
        return
    low, high = float(abs(ball.mid)[dropped].max()), float(abs(ball.mid)[kept].min(initial=np.inf))
    for bound in DROPPED:
        if low < bound <= high:
            yield f"dropped below {bound:g}", f"numbers smaller than {bound:g} are set to 0"


def _normalised(ball: Ball, target: Ball) -> Iterator[tuple[str, str]]:
    flat = ball.reshape(-1)
    for name, says, size in (
        ("normalised", "the array is divided by its norm", flat.model.sqrt((flat * flat).sum(axis=0))),
        ("divided by its largest", "the array is divided by its largest number", flat.model.max(abs(flat), axis=0)),
        ("divided by its sum", "the array is divided by the sum of its absolute values", abs(flat).sum(axis=0)),
    ):
        scaled = ball / size
        if np.isfinite(scaled.rad).all() and (abs(scaled.mid - target.mid) <= scaled.rad + target.rad).all():
            yield name, says
