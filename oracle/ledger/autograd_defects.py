"""Known defects of HIPS autograd: derivatives written so that they cancel, or lose what the textbook's formula keeps."""

from __future__ import annotations

import math
from typing import Any

from nablacheck.oracle.ledger.defect import LINE, Defect, Shown
from nablacheck.oracle.ledger.formulas import written
from nablacheck.oracle.ledger.jax_activation_defects import softplus_prime
from nablacheck.oracle.ledger.shown import autograd_shown

Array = Any
EVERY = ("float32", "float64")
COSH = "tanh′ is 1/cosh²: a quotient and a square of a function that no accuracy table promises more of than of exp"


LAST = 44.0
"""cosh² of it is a number of float32 still; from here on 1/cosh² is in [0, its value here], also where cosh² overflows."""


def tanh_prime(z: Array, xp: Any) -> Array:
    """1/cosh² z, with cosh as the mean of e^z and e^−z"""
    near = xp.minimum(abs(z), LAST)
    cosh = (xp.exp(near) + xp.exp(-near)) / 2
    return xp.where(abs(z) > LAST, xp.box(0.5, 0.5), 1) / (cosh * cosh)


def _of(function: str, call: str, at: float, dtype: str) -> Shown:
    return autograd_shown(function, call, at, dtype, derivative=True)


AUTOGRAD: tuple[Defect, ...] = (
    Defect(
        "tanh",
        True,
        "autograd",
        ("float32",),
        LINE,
        COSH,
        _of("tanh", "anp.tanh(z)", -0.12295091152191162, "float32"),
        uses=written(prime=tanh_prime),
    ),
    Defect(
        "softplus",
        True,
        "autograd",
        EVERY,
        (0.0, math.inf),
        "logaddexp(z, 0)′ is exp(z − logaddexp(z, 0)): the difference of two rounded numbers, which grow with z",
        _of("softplus", "anp.logaddexp(z, 0)", 12.125, "float32"),
        uses=written(prime=lambda z, xp, **parameters: softplus_prime(z, xp)),
    ),
    Defect(
        "softplus",
        True,
        "autograd",
        EVERY,
        (math.inf, math.inf),
        "∞ − ∞ is NaN in exp(z − logaddexp(z, 0)), where the limit is finite",
        _of("softplus", "anp.logaddexp(z, 0)", math.inf, "float32"),
    ),
)
