"""Known defects of CasADi: what one has to write for want of erfc, and products with 0 of what is infinite."""

from __future__ import annotations

import math
from typing import Any

from nablacheck.oracle.ledger.defect import Defect, Span
from nablacheck.oracle.ledger.formulas import written
from nablacheck.oracle.ledger.shown import casadi_shown
from nablacheck.oracle.ledger.torch_activation_defects import erf_cdf
from nablacheck.reference.activations.smooth import normal_density
from nablacheck.reference.arithmetic import Precision

Array = Any
GELU = "z * (1 + ca.erf(z / math.sqrt(2))) / 2"
CDF = "there is no erfc, and Φ(z) as (1 + erf(z/√2))/2 cancels for negative z"


def _gelu_prime(z: Array, xp: Any) -> Array:
    return erf_cdf(z, xp) + z * normal_density(z, xp)


def _double_overflow(p: Precision) -> Span:
    """From where 2z leaves the format"""
    return p.largest / 2.5, p.largest


def _of(function: str, derivative: bool, cause: str, call: str, at: float, span: Any, **more: Any) -> Defect:
    shown = casadi_shown(function, call, at, derivative)
    return Defect(function, derivative, "casadi", ("float64",), span, cause, shown, **more)


BELOW = (-math.inf, 0.0)
NAN = (math.nan, math.nan)
FMAX = {
    "relu": "ca.fmax(z, 0)",
    "relu6": "ca.fmin(ca.fmax(z, 0), 6)",
    "hardtanh": "ca.fmin(ca.fmax(z, -1), 1)",
}
CASADI: tuple[Defect, ...] = (
    _of("gelu", False, CDF, GELU, -8.0, BELOW, uses=written(lambda z, xp: z * erf_cdf(z, xp))),
    _of("gelu", True, CDF, GELU, -8.0, BELOW, uses=written(prime=_gelu_prime)),
    *(_of("gelu", True, "∞ · 0 is NaN, where the limit is finite", GELU, at, (at, at)) for at in (-math.inf, math.inf)),
    _of("gelu", False, "−∞ · 0 is NaN, where the limit is finite", GELU, -math.inf, (-math.inf, -math.inf)),
    *(_of(name, False, "fmax is C's, and gives the other one for NaN", call, math.nan, NAN) for name, call in FMAX.items()),
    _of("gelu", False, "z (1 + erf) overflows before it is halved", GELU, 1.5e308, _double_overflow),
)
