"""Known defects of MLX: differences that cancel, branches that are not chosen, NaN at ±∞, numbers for NaN."""

from __future__ import annotations

import math
from typing import Any

from nablacheck.oracle.ledger.defect import LINE, Defect, Span
from nablacheck.oracle.ledger.formulas import differentiated, written
from nablacheck.oracle.ledger.shown import mlx_shown
from nablacheck.reference.activations.smooth import normal_density
from nablacheck.reference.arithmetic import Precision

Array = Any
ERF_ERROR = 2.0**-20
"""16u in float32, absolute; scans from −6 to 6 found 9.4u, near −0.045."""


def _elu(z: Array, xp: Any, alpha: float) -> Array:
    """z for z > 0, else α (e^z − 1) as a difference"""
    return xp.where(z > 0, z, alpha * (xp.exp(xp.minimum(z, 0)) - 1))


def _celu(z: Array, xp: Any, alpha: float) -> Array:
    """max(z, 0) + α (e^(min(z, 0)/α) − 1)"""
    return xp.maximum(z, 0) + alpha * (xp.exp(xp.minimum(z, 0) / alpha) - 1)


def _cdf(z: Array, xp: Any) -> Array:
    """(1 + erf(z/√2)) / 2, with the absolute error of MLX's erf"""
    return (1 + xp.erf(z / xp.sqrt(2)) + xp.box(0.0, ERF_ERROR)) / 2


def _cdf_prime(z: Array, xp: Any) -> Array:
    return _cdf(z, xp) + z * normal_density(z, xp)


def _far(p: Precision) -> Span:
    """From where e^z leaves the format, nearly"""
    return math.log(p.largest) - 1, math.inf


def _overflow(p: Precision) -> Span:
    """From where 6z leaves the format"""
    return p.largest / 6.5, p.largest


def _double_overflow(p: Precision) -> Span:
    """From where 2z leaves the format"""
    return p.largest / 2.5, p.largest


def _of(function: str, derivative: bool, cause: str, call: str, at: float, **more: Any) -> Defect:
    given = {"span": LINE, **more}
    shown = mlx_shown(given.pop("entry", function), call, at, derivative)
    return Defect(function, derivative, "mlx", ("float32",), given.pop("span"), cause, shown, **given)


def _at(function: str, derivative: bool, cause: str, call: str, at: float, **more: Any) -> Defect:
    return _of(function, derivative, cause, call, at, span=(at, at), **more)


CANCELS = "e^z − 1 is a difference, which cancels near 0; expm1 would not"
CDF = "Φ(z) is (1 + erf(z/√2))/2, which cancels for negative z, and erf has an absolute error of some u; erfc would not"
CHOSEN = "where of a comparison with NaN takes the other branch, 0"
SHRINKS = {"softshrink": "nn.softshrink(z{})", "hardshrink": "nn.hard_shrink(z{})"}
WHOLE = "with λ = 0 the function is the identity, and its derivative at 0 is 1; |z| > λ does not hold there, and 0 is taken"

MLX: tuple[Defect, ...] = (
    _of("elu", False, CANCELS, "nn.elu(z)", -0.0625, span=(-math.inf, 0.0), uses=written(_elu)),
    _of("elu", True, "e^z overflows in the branch that is not chosen: 0 · ∞", "nn.elu(z)", 100.0, span=_far),
    _of("celu", False, CANCELS, "nn.celu(z)", -0.0625, uses=written(_celu)),
    _at(
        "celu",
        True,
        "max(z, 0) and min(z, 0) both give all to 0 where they are equal: nothing is left of a derivative of 1",
        "nn.celu(z)",
        0.0,
        uses=differentiated(_celu, "mlx"),
    ),
    *(
        _of(
            "celu",
            derivative,
            "e^x overflows below the logarithm of the largest number",
            "nn.celu(z, -1.0)",
            -88.7228,
            entry="celu(alpha=-1)",
            span=_far,
            mirrored=True,
            when=lambda alpha: alpha < 0,
        )
        for derivative in (False, True)
    ),
    _of("gelu", False, CDF, "nn.gelu(z)", -4.5, uses=written(lambda z, xp: z * _cdf(z, xp))),
    _of("gelu", True, CDF, "nn.gelu(z)", -4.5, uses=written(prime=_cdf_prime)),
    _of("gelu", False, "z (1 + erf) overflows before it is halved", "nn.gelu(z)", 3e38, span=_double_overflow),
    _at("gelu", False, "−∞ · 0 is NaN, where the limit is finite", "nn.gelu(z)", -math.inf),
    *(_at("gelu", True, "∞ · 0 is NaN, where the limit is finite", "nn.gelu(z)", at) for at in (-math.inf, math.inf)),
    _at("silu", False, "−∞ · 0 is NaN, where the limit is finite", "nn.silu(z)", -math.inf),
    *(_at("silu", True, "∞ · 0 is NaN, where the limit is finite", "nn.silu(z)", at) for at in (-math.inf, math.inf)),
    *(_at("softsign", False, "∞/∞ is NaN, where the limit is finite", "nn.softsign(z)", at) for at in (-math.inf, math.inf)),
    *(_at("softsign", True, "∞/∞ is NaN, where the limit is finite", "nn.softsign(z)", at) for at in (-math.inf, math.inf)),
    _of(
        "softsign",
        True,
        "z/(1 + |z|) is differentiated as a quotient, 1/(1 + |z|) − |z|/(1 + |z|)², which cancels for large z, and of which "
        "the square overflows",
        "nn.softsign(z)",
        1e6,
        uses=differentiated(lambda z, xp: z / (1 + abs(z)), "mlx"),
        lost=True,
    ),
    _of("hardswish", False, "6z overflows before it is divided by 6", "nn.hardswish(z)", 1e38, span=_overflow),
    _at("hardswish", False, "−∞ · 0 is NaN, where the limit is finite", "nn.hardswish(z)", -math.inf),
    *(_at("hardswish", True, "∞ · 0 is NaN, where the limit is finite", "nn.hardswish(z)", at) for at in (-math.inf, math.inf)),
    *(_of(name, False, CHOSEN, call.format(""), math.nan, span=(math.nan, math.nan)) for name, call in SHRINKS.items()),
    *(
        _at(
            name,
            True,
            WHOLE,
            call.format(", 0.0"),
            0.0,
            entry=f"{name}(lambd=0)",
            uses=written(prime=lambda z, xp, lambd: xp.where(z > 0, 1, xp.where(z < 0, 1, 0))),
            when=lambda lambd: lambd == 0,
        )
        for name, call in SHRINKS.items()
    ),
    _at(
        "leaky_relu",
        True,
        "max(slope · z, z) has two equal arguments, −∞ and −∞, of which the second gets all",
        "nn.leaky_relu(z)",
        -math.inf,
        uses=written(prime=lambda z, xp, slope: 1),
        when=lambda slope: slope > 0,
    ),
    _at(
        "leaky_relu",
        False,
        "with slope 0, max(slope · z, z) of ±∞ is max(NaN, ±∞), which is NaN",
        "nn.leaky_relu(z, 0.0)",
        math.inf,
        entry="leaky_relu(slope=0)",
        mirrored=True,
        when=lambda slope: slope == 0,
    ),
    _at(
        "leaky_relu",
        True,
        "with slope 0, max(slope · z, z) of ∞ is max(NaN, ∞), of which the first gets all",
        "nn.leaky_relu(z, 0.0)",
        math.inf,
        entry="leaky_relu(slope=0)",
        uses=written(prime=lambda z, xp, slope: 0),
        when=lambda slope: slope == 0,
    ),
)
