"""What was done to a whole gradient that was right: rounded, cut to its signs, clipped, normalised, scaled down to a norm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nablacheck.oracle.explaining.claimed import Claimed, fits
from nablacheck.oracle.explaining.factors import Interval, ratio
from nablacheck.oracle.explaining.parts import to_decimals
from nablacheck.oracle.explaining.processed import DECIMALS, ROUNDED, cut_down, is_rounded
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import backprop


def afterwards(claims: Sequence[Claimed]) -> tuple[str, str] | None:
    """What turns every array of every claim into what was given: a name, and what it says; None where nothing does."""
    ordered = sorted(claims, key=lambda claimed: claimed.problem.batch)
    return _each_array(ordered) or _all_together(ordered) or _rounded(ordered)


def in_one_letter(claims: Sequence[Claimed]) -> Iterator[tuple[str, str]]:
    """What was done to ∇b alone or to ∇w alone, where the other is right: a name, and what it says.

    What is smaller than what it would be clipped at is left as it is.
    """
    ordered = sorted(claims, key=lambda claimed: claimed.problem.batch)
    for letter, other in (("∇w", "∇b"), ("∇b", "∇w")):
        if any(claimed.shared for claimed in ordered):
            return
        if not all(fits(*pair) for claimed in ordered for pair in _arrays(claimed, (other,))):
            continue
        if all(_is_one_array(list(_arrays(claimed, (letter,)))) for claimed in ordered):
            yield f"{letter} in one array", f"{letter} of all layers is one array: in each stands the sum of them all"
        cut = [pair for claimed in ordered for pair in _arrays(claimed, (letter,)) if not fits(*pair)]
        some = any(np.any(target.mid) for _, target in cut)
        found = [dict(cut_down(*pair, beside=some)) for pair in cut]
        for name, says in found[0].items() if found else ():
            if all(name in more for more in found):
                yield f"{letter} {name}", f"in {letter} {says}"


def _is_one_array(pairs: Sequence[tuple[Ball, Ball]]) -> bool:
    """Whether what was given for each layer is the sum over the layers, of several that have one shape."""
    balls = [ball for ball, _ in pairs]
    if len(balls) < 2 or len({ball.shape for ball in balls}) > 1:
        return False
    total = sum(balls[1:], balls[0])
    return all(fits(total, target) for _, target in pairs)


def _arrays(claimed: Claimed, letters: Sequence[str] = ("∇b", "∇w")) -> Iterator[tuple[Ball, Ball]]:
    """What should be there and what was given, array by array."""
    trace = backprop(claimed.problem, arithmetic=claimed.xp)
    for letter, given, balls in (("∇b", claimed.nabla_b, trace.nabla_b), ("∇w", claimed.nabla_w, trace.nabla_w)):
        for l in given if letter in letters else ():
            yield claimed.shown(letter, l, balls[l]), claimed.raw(letter, l)


def _each_array(claims: Sequence[Claimed]) -> tuple[str, str] | None:
    common: dict[str, str] | None = None
    for claimed in claims:
        if claimed.shared:
            return None
        for ball, target in _arrays(claimed):
            if common is not None and fits(ball, target):
                continue  # smaller than what it would be clipped at
            with claimed.xp.working():
                found = dict(cut_down(ball, target))
            common = found if common is None else {name: says for name, says in common.items() if name in found}
            if not common:
                return None
    return next(iter(common.items()), None) if common else None


def _all_together(claims: Sequence[Claimed]) -> tuple[str, str] | None:
    """One factor for all arrays of a claim, another one for each claim, and always the same norm that is left."""
    norm, seen = Interval(), 0
    for claimed in claims:
        if claimed.shared:
            return None
        pairs = list(_arrays(claimed))
        factor = Interval()
        for ball, target in pairs:
            factor &= ratio(target, ball)
            if not factor:
                return None
        if 1.0 in factor:
            continue  # it was small enough
        with np.errstate(all="ignore"):
            size = sum(float((ball.mid**2).sum()) for ball, _ in pairs) ** 0.5
            blur = sum(float((ball.rad**2).sum()) for ball, _ in pairs) ** 0.5
        norm &= Interval(factor.low * (size - blur), factor.high * (size + blur))
        if not norm or factor.low <= 0:
            return None
        seen += 1
    if seen < MANY:
        return None
    return "norm clipped", f"the whole gradient is scaled down to the norm {(norm.low + norm.high) / 2:.6g}"


def _rounded(claims: Sequence[Claimed]) -> tuple[str, str] | None:
    """To how many decimals every number of every claim is rounded; nothing where most are 0, which says little."""
    if any(claimed.shared or claimed.learning_rate is not None for claimed in claims):
        return None
    pairs = [pair for claimed in claims for pair in _arrays(claimed)]
    given, mid, rad = (
        np.concatenate([np.broadcast_to(part, target.shape).ravel() for part, target in parts])
        for parts in (
            [(target.mid, target) for _, target in pairs],
            [(ball.mid, target) for ball, target in pairs],
            [(ball.rad + target.rad, target) for ball, target in pairs],
        )
    )
    if 2 * np.count_nonzero(given) < given.size:
        return None
    fit = (decimals for decimals in DECIMALS if is_rounded(given, mid, rad, decimals))
    return next(((f"rounded to {decimals} decimals", ROUNDED.format(to_decimals(decimals))) for decimals in fit), None)


MANY = 2
"""With one gradient alone every factor gives some norm."""
