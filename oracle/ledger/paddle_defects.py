"""Known defects of PaddlePaddle: differences that cancel where expm1 would not, constants of float32, NaN at ±∞."""

from __future__ import annotations

import math
from typing import Any

from nablacheck.oracle.ledger.defect import LINE, Defect, Shown, Span
from nablacheck.oracle.ledger.formulas import written
from nablacheck.oracle.ledger.shown import paddle_shown
from nablacheck.oracle.ledger.torch_activation_defects import SIXTH, SOFTPLUS_THRESHOLD, erf_cdf, softplus_prime
from nablacheck.reference.activations.piecewise import between
from nablacheck.reference.activations.smooth import normal_density
from nablacheck.reference.arithmetic import Precision

Array = Any
EVERY = ("float32", "float64")
BELOW: Span = (-math.inf, 0.0)


def _elu(z: Array, xp: Any, alpha: float = 1.0) -> Array:
    """z for z > 0, else α (e^z − 1) as a difference"""
    return xp.where(z > 0, z, alpha * (xp.exp(xp.minimum(z, 0)) - 1))


def _elu_prime(z: Array, xp: Any, alpha: float = 1.0) -> Array:
    """1 for z > 0, else a + α"""
    return xp.where(z > 0, 1, _elu(z, xp, alpha) + alpha)


def _softplus(z: Array, xp: Any, beta: float, threshold: float) -> Array:
    """log(1 + e^βz)/β, and z above the threshold, which is 20 unless it is given"""
    limit = min(threshold, SOFTPLUS_THRESHOLD)
    return xp.where(beta * z > limit, z, xp.log(1 + xp.exp(xp.minimum(beta * z, limit))) / beta)


def _logsigmoid(z: Array, xp: Any) -> Array:
    """min(z, 0) − log(1 + e^−|z|)"""
    return xp.minimum(z, 0) - xp.log(1 + xp.exp(-abs(z)))


def _gelu_prime(z: Array, xp: Any) -> Array:
    return erf_cdf(z, xp) + z * normal_density(z, xp)


def _hardsigmoid(z: Array, xp: Any) -> Array:
    """z · SIXTH + ½, clipped, with SIXTH in float32"""
    return xp.minimum(xp.maximum(z * SIXTH + 0.5, 0), 1)


def _at_bounds(z: Array, xp: Any, lambd: float) -> Array:
    """z where |z| ≥ λ, else 0"""
    return xp.where(abs(z) >= lambd, z, 0)


def _far(p: Precision) -> Span:
    """From where z e^−z leaves the format"""
    return -math.inf, -math.log(p.largest / math.log(p.largest))


def _overflow(p: Precision) -> Span:
    """From where 6z leaves the format"""
    return p.largest / 6.5, p.largest


def _double_overflow(p: Precision) -> Span:
    """From where 2z leaves the format"""
    return p.largest / 2.5, p.largest


def _of(function: str, derivative: bool, cause: str, call: str, at: float, **more: Any) -> Defect:
    given = {"dtypes": EVERY, "span": LINE, **more}
    entry, dtype = given.pop("entry", function), given.pop("in_dtype", "float32")
    shown: Shown = paddle_shown(entry, call, at, dtype, derivative)
    dtypes, span = given.pop("dtypes"), given.pop("span")
    return Defect(function, derivative, "paddle", dtypes, span, cause, shown, package="paddlepaddle", **given)


def _at(function: str, derivative: bool, cause: str, call: str, at: float, **more: Any) -> Defect:
    return _of(function, derivative, f"{cause}, where the limit is finite", call, at, span=(at, at), **more)


CANCELS = "e^z − 1 is a difference, which cancels near 0; expm1 would not"
OF_OUTPUT = "the derivative is taken of the output, which has lost e^z"
LOG = "log(1 + e^z), which loses e^z for negative z; log1p would not"
SLOPE = "the slope 1/6 is a float32 constant in float64 too"
CHOSEN = "2z overflows in a branch that is not chosen: ∞ · 0"
CDF = "Φ(z) is computed as (1 + erf(z/√2))/2, which cancels for negative z; erfc would not"

PADDLE: tuple[Defect, ...] = (
    _of("relu", False, "0 for NaN", "F.relu(z)", math.nan, span=(math.nan, math.nan)),
    _of("elu", False, CANCELS, "F.elu(z)", -0.0625, span=BELOW, uses=written(_elu)),
    _of("elu", True, f"a + α: {OF_OUTPUT}", "F.elu(z)", -20.0, span=BELOW, uses=written(prime=_elu_prime)),
    _of("gelu", False, CDF, "F.gelu(z)", -8.0, span=BELOW, in_dtype="float64", uses=written(lambda z, xp: z * erf_cdf(z, xp))),
    _of("gelu", True, CDF, "F.gelu(z)", -8.0, span=BELOW, in_dtype="float64", uses=written(prime=_gelu_prime)),
    _of("softplus", False, LOG, "F.softplus(z)", -20.0, uses=written(_softplus)),
    _of(
        "softplus",
        True,
        "1 above 20, without a threshold",
        "F.softplus(z)",
        20.5,
        in_dtype="float64",
        dtypes=("float64",),
        uses=written(prime=softplus_prime),
        when=lambda beta, threshold: threshold == math.inf,
    ),
    _of("logsigmoid", False, LOG, "F.log_sigmoid(z)", 20.0, uses=written(_logsigmoid)),
    _of("hardshrink", False, "±λ where the book has 0", "F.hardshrink(z)", 0.5, uses=written(_at_bounds)),
    _of("hardsigmoid", False, SLOPE, "F.hardsigmoid(z, 1 / 6)", -2.9999998, uses=written(_hardsigmoid)),
    _of(
        "hardsigmoid",
        True,
        SLOPE,
        "F.hardsigmoid(z, 1 / 6)",
        1.0,
        in_dtype="float64",
        dtypes=("float64",),
        uses=written(prime=lambda z, xp: between(z * SIXTH + 0.5, 0, 1, 1, xp) * SIXTH),
    ),
    _of("hardswish", False, "6z overflows before it is divided by 6", "F.hardswish(z)", 1e38, span=_overflow),
    _of(
        "hardswish",
        True,
        CHOSEN,
        "F.hardswish(z)",
        3e38,
        span=_double_overflow,
        mirrored=True,
    ),
    _of("silu", True, "z e^−z overflows: ∞ · 0", "F.silu(z)", -100.0, span=_far),
    _at("silu", False, "−∞ · 0 is NaN", "F.silu(z)", -math.inf),
    _at("silu", True, "∞ · 0 is NaN", "F.silu(z)", math.inf),
    _of("gelu", False, "z (1 + erf) overflows before it is halved", "F.gelu(z)", 3e38, span=_double_overflow),
    _at("gelu", False, "−∞ · 0 is NaN", "F.gelu(z)", -math.inf),
    *(_at("gelu", True, "∞ · 0 is NaN", "F.gelu(z)", at) for at in (-math.inf, math.inf)),
    *(_at("hardswish", True, "∞ · 0 is NaN", "F.hardswish(z)", at) for at in (-math.inf, math.inf)),
    _at("hardswish", False, "−∞ · 0 is NaN", "F.hardswish(z)", -math.inf),
    *(_at("logsigmoid", derivative, "∞ − ∞ is NaN", "F.log_sigmoid(z)", -math.inf) for derivative in (False, True)),
    _at(
        "leaky_relu",
        False,
        "with slope 0, max(z, slope · z) of −∞ is −∞",
        "F.leaky_relu(z, 0.0)",
        -math.inf,
        entry="leaky_relu(slope=0)",
        when=lambda slope: slope == 0,
    ),
    _of(
        "softshrink",
        True,
        "with λ = 0 the function is the identity, and its derivative at 0 is 1; −λ ≤ z ≤ λ gets 0",
        "F.softshrink(z, 0.0)",
        0.0,
        span=(0.0, 0.0),
        entry="softshrink(lambd=0)",
        uses=written(prime=lambda z, xp, lambd: xp.where(z > 0, 1, xp.where(z < 0, 1, 0))),
        when=lambda lambd: lambd == 0,
    ),
    *(_at("softsign", False, "∞/∞ is NaN", "F.softsign(z)", at) for at in (-math.inf, math.inf)),
    *(_at("softshrink", False, "∞ · 0 is NaN", "F.softshrink(z)", at) for at in (-math.inf, math.inf)),
    _at("threshold", False, "−∞ · 0 is NaN", "F.thresholded_relu(z, 0.5)", -math.inf),
)
