"""Somebody's single function over the line, against an activation: what is his choice, or loses digits, is no mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from nablacheck.oracle.sweeping.function_calls import ANY_LIBRARY, FunctionCall
from nablacheck.oracle.sweeping.learnt import steps_of
from nablacheck.oracle.sweeping.sweeper import sweep
from nablacheck.oracle.sweeping.swept import Swept
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import FLOAT64, balls, precision
from nablacheck.reference.arithmetic.accuracy import accuracy

Array = np.ndarray[Any, Any]


def swept_line(entry: Activation, call: FunctionCall, dtype: str) -> list[Swept]:
    """σ and its derivative over the line, with what the function takes σ′ to be at kinks, which is its choice."""
    taken = _at_kinks(entry, call, dtype)
    return [_less_accurate(_at_infinity(one, call), call) for one in sweep(taken, call.adapter(), dtype)]


def _at_infinity(swept: Swept, call: FunctionCall) -> Swept:
    """Leaves out ±∞ and NaN, which no neuron should have; what is given for them is a note, as is what a library varies."""
    if swept.varies.size:  # as NumPy's exp, which takes another way through long arrays
        call.notes.setdefault(f"varies {swept.function}", swept.explain_variation())
    c = swept.comparison
    beyond = c.unexplained & ~np.isfinite(swept.at)
    if not beyond.any():
        return swept
    at = ", ".join(f"{z:g}" for z in np.unique(swept.at[beyond]))
    call.notes.setdefault(f"infinite {swept.function}", f"{swept.function} of {at} is not its limit")
    return replace(swept, comparison=replace(c, known=c.known | beyond))


def _at_kinks(entry: Activation, call: FunctionCall, dtype: str) -> Activation:
    """The activation with the derivatives at its kinks that the function has, where these lie between those on both sides."""
    if entry.prime is None or not entry.kinks:
        return entry
    points = np.array([float(kink) for kink in entry.kinks])
    values = call(entry, points, np.ones(points.shape), dtype, False)[1]
    chosen = {
        kink: value
        for (kink, sides), value in zip(entry.kinks.items(), values.tolist(), strict=True)
        if min(sides) <= value <= max(sides)
    }
    for kink, value in chosen.items():
        call.notes.setdefault(f"kink {kink} {value}", f"{entry.name}′({kink:g}) is taken to be {value:g}")
    return entry.variant(prime=partial(_prime_taking, entry, chosen))


def _prime_taking(entry: Activation, chosen: Mapping[float, float], z: Any, a: Any, xp: Any) -> Any:
    assert entry.prime is not None
    prime = xp.like(entry.prime(z, a, xp), z)
    for kink, value in chosen.items():
        prime = xp.like(xp.where(z == kink, value, prime), z)
    return prime


def may_lose(entry: Activation, z: Array, above: Array | None, dtype: str) -> Array:
    """What another formula of the same function may lose at each z; its derivative, where something comes from above.

    A formula that is algebraically equal goes through numbers of the size of 1 and of the terms of the textbook's, such as z
    in z(1 + erf(z/√2))/2, with about as many steps, n of them, and its derivative with three times as many. Each is a rounding
    of at most κu, granted twice, of such a number, or of z, which moves σ(z) by z σ′(z): what is lost is at most 2nκu times the
    largest of them.
    """
    assert entry.prime is not None
    kappa, xp = max(accuracy(ANY_LIBRARY, dtype).values()), balls(FLOAT64)
    beside, times = (1.0, 1) if above is None else (abs(above), 3)
    with xp.working():
        at = xp.lift(z)
        a = xp.like(entry.value(at, xp), at)
        prime = xp.like(entry.prime(at, a, xp), at)
        sizes = (a.size if above is None else prime.size), abs(z * prime.mid)
        size = np.fmax.reduce([np.ones(z.shape), *(np.where(np.isfinite(one), one, 0.0) for one in sizes)])
        return np.asarray(2 * times * steps_of(entry) * kappa * precision(dtype).u * size * beside)


def _less_accurate(swept: Swept, call: FunctionCall) -> Swept:
    """Leaves out what another formula of the same function may lose, and notes it: it is right, and less accurate."""
    c, entry = swept.comparison, swept.entry
    if not isinstance(entry, Activation) or entry.prime is None or not c.unexplained.any():
        return swept
    with np.errstate(all="ignore"):
        loss = may_lose(entry, swept.at, swept.beside if swept.derivative else None, swept.dtype)
        lost = c.unexplained & (c.error <= loss) & np.isfinite(c.given)
    if not lost.any() or (c.unexplained & ~lost & np.isfinite(c.given)).any():
        return swept  # what is wrong is shown whole; what overflows is another matter
    at = swept.at[lost]
    call.less_accurate.setdefault(
        swept.function,
        f"{swept.function} is right, and less accurate than the textbook's formula, in {swept.dtype} at {at.size} points from "
        f"{at.min():.6g} to {at.max():.6g}",
    )
    return replace(swept, comparison=replace(c, known=c.known | lost))
