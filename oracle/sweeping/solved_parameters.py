"""The parameter of its family with which an activation gives somebody's numbers, solved for at one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.arithmetic import FLOAT
from nablacheck.reference.errors import InputError

Array = np.ndarray[Any, Any]
STEPS = 40
"""Steps of the secant method: more than a smooth function of one number takes."""
DIGITS = range(1, 7)
"""Of a parameter that somebody writes."""


def with_another_parameter(entry: Activation, z: Array, a: Array) -> Iterator[Activation]:
    """The activations of its family with another value of one parameter that give a at a z that tells, the roundest first."""
    family = ACTIVATIONS.families.get(entry.family or "")
    if family is None or entry.prime is None:
        return
    for name, value in entry.parameters.items():

        def value_of(p: float, name: str = name) -> tuple[Activation, Array]:
            other = family.entry({**entry.parameters, name: p})
            return other, np.asarray(FLOAT.like(other.value(z, FLOAT), z))

        try:
            solved = _solved(lambda p: value_of(p)[1], a, value)
            for digits in DIGITS if solved is not None else ():
                yield value_of(float(f"{solved:.{digits}g}"))[0]
        except InputError:  # the family has no member there
            continue


def _solved(value_of: Callable[[float], Array], a: Array, start: float) -> float | None:
    """The parameter with which the entry that depends on it most is what was given, by the secant method; or None."""
    with np.errstate(all="ignore"):
        p, q = start, start + max(1.0, abs(start)) / 4
        at = np.unravel_index(np.argmax(abs(value_of(q) - value_of(p))), a.shape)
        f, g = (float(value_of(x)[at] - a[at]) for x in (p, q))
        for _ in range(STEPS):
            if not np.isfinite([p, q, f, g]).all():
                return None
            if g == 0 or f == g:
                break
            p, q, f = q, q - g * (q - p) / (g - f), g
            g = float(value_of(q)[at] - a[at])
    return q if abs(g) < abs(a[at] - value_of(start)[at]) else None
