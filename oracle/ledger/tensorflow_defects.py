"""Known defects of TensorFlow: differences that cancel where expm1 would not, constants of float32, NaN at ±∞."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nablacheck.oracle.ledger.defect import Defect, Shown
from nablacheck.oracle.ledger.formulas import written
from nablacheck.oracle.ledger.shown import tensorflow_shown
from nablacheck.reference.activations.piecewise import SELU_ALPHA, SELU_SCALE

Array = Any
LIBRARY, PACKAGE = "tensorflow", "tensorflow-cpu"
EVERY = ("float32", "float64")
BELOW = (-math.inf, 0.0)


def _elu(z: Array, xp: Any, alpha: float = 1.0) -> Array:
    """z for z > 0, else e^z − 1 as a difference; TensorFlow has α = 1 alone"""
    return xp.where(z > 0, z, xp.exp(xp.minimum(z, 0)) - 1)


def _selu(z: Array, xp: Any) -> Array:
    """λ z for z > 0, else λα (e^z − 1) as a difference"""
    return xp.where(z > 0, SELU_SCALE * z, SELU_SCALE * SELU_ALPHA * (xp.exp(xp.minimum(z, 0)) - 1))


def _elu_prime(z: Array, xp: Any, alpha: float = 1.0) -> Array:
    """1 for z > 0, else a + 1"""
    return xp.where(z > 0, 1, _elu(z, xp) + 1)


def _selu_prime(z: Array, xp: Any) -> Array:
    """a + λα where a < 0, else λ: also for a z < 0 of which e^z − 1 has left nothing"""
    a = _selu(z, xp)
    return xp.where(a < 0, a + SELU_SCALE * SELU_ALPHA, SELU_SCALE)


def _slope(slope: float) -> float:
    return float(np.float32(slope))


def _leaky(z: Array, xp: Any, slope: float) -> Array:
    return xp.where(z > 0, z, _slope(slope) * z)


def _leaky_prime(z: Array, xp: Any, slope: float) -> Array:
    return xp.where(z > 0, 1, _slope(slope))


def _defect(function: str, derivative: bool, cause: str, shown: Shown, **more: Any) -> Defect:
    given = {"dtypes": EVERY, "span": BELOW, **more}
    return Defect(function, derivative, LIBRARY, given.pop("dtypes"), given.pop("span"), cause, shown, package=PACKAGE, **given)


def _at(function: str, call: str, at: float, derivative: bool, cause: str, **more: Any) -> Defect:
    shown = tensorflow_shown(more.pop("entry", function), call, at, "float32", derivative)
    return _defect(function, derivative, cause, shown, span=(at, at), **more)


CANCELS = "e^z − 1 is a difference, which cancels near 0; expm1 would not"
OF_OUTPUT = "the derivative is taken of the output, which has lost e^z"

TENSORFLOW: tuple[Defect, ...] = (
    _defect("elu", False, CANCELS, tensorflow_shown("elu", "tf.nn.elu(z)", -0.0625, "float32", False), uses=written(_elu)),
    _defect(
        "elu",
        True,
        f"a + 1: {OF_OUTPUT}",
        tensorflow_shown("elu", "tf.nn.elu(z)", -20.0, "float32", True),
        uses=written(prime=_elu_prime),
    ),
    _defect("selu", False, CANCELS, tensorflow_shown("selu", "tf.nn.selu(z)", -0.0625, "float32", False), uses=written(_selu)),
    _defect(
        "selu",
        True,
        f"a + λα: {OF_OUTPUT}",
        tensorflow_shown("selu", "tf.nn.selu(z)", -20.0, "float32", True),
        uses=written(prime=_selu_prime),
    ),
    _defect(
        "leaky_relu",
        False,
        "the slope is rounded to float32 in float64 as well",
        tensorflow_shown("leaky_relu", "tf.nn.leaky_relu(z, 0.01)", -1.0, "float64", False),
        dtypes=("float64",),
        uses=written(_leaky),
        when=lambda slope: _slope(slope) != slope,
    ),
    _defect(
        "leaky_relu",
        True,
        "the slope is rounded to float32 in float64 as well",
        tensorflow_shown("leaky_relu", "tf.nn.leaky_relu(z, 0.01)", -1.0, "float64", True),
        dtypes=("float64",),
        uses=written(prime=_leaky_prime),
        when=lambda slope: _slope(slope) != slope,
    ),
    _at(
        "leaky_relu",
        "tf.nn.leaky_relu(z, 0.0)",
        -math.inf,
        False,
        "with slope 0, slope · z is 0 · −∞",
        entry="leaky_relu(slope=0)",
        when=lambda slope: slope == 0,
    ),
    _at("silu", "tf.nn.silu(z)", -math.inf, False, "−∞ · 0 is NaN, where the limit is finite"),
    *(_at("silu", "tf.nn.silu(z)", at, True, "∞ · 0 is NaN, where the limit is finite") for at in (-math.inf, math.inf)),
    *(_at("softsign", "tf.nn.softsign(z)", at, False, "∞/∞ is NaN, where the limit is finite") for at in (-math.inf, math.inf)),
)
