"""Known defects of what Keras writes itself, in the operations of its backend."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from nablacheck.oracle.ledger.defect import Defect, Span
from nablacheck.oracle.ledger.formulas import differentiated, written
from nablacheck.oracle.ledger.shown import keras_shown
from nablacheck.reference.arithmetic import Precision

ALL = ("float16", "bfloat16", "float32")
NAN = (math.nan, math.nan)
CHOSEN = "where of a comparison with NaN takes the other branch, which is a number"
WHOLE = "with λ = 0 the function is the identity, and its derivative at 0 is 1; |z| > λ does not hold there, and 0 is taken"
CANCELS = "the derivative is 1 − (1 − tanh² z) where tanh² z is meant: near 0 nothing is left of it"
SHRINKS = {"softshrink": "keras.activations.soft_shrink(z{})", "hardshrink": "keras.activations.hard_shrink(z{})"}


def _subnormal(p: Precision) -> Span:
    """What is 0 where subnormal numbers are flushed"""
    return -p.eta, p.eta


def _of(function: str, derivative: bool, span: Any, cause: str, call: str, at: float, **more: Any) -> Defect:
    shown = keras_shown(more.pop("entry", function), "jax", call, at, derivative)
    return Defect(function, derivative, "keras-jax", ALL, span, cause, shown, package="keras", needs="jax", **more)


def _on_jax() -> Iterator[Defect]:
    for name, call in (*SHRINKS.items(), ("threshold", "keras.activations.threshold(z, 0.5, 0.0)")):
        yield _of(name, False, NAN, CHOSEN, call.format(""), math.nan)
    for name, call in SHRINKS.items():
        yield _of(
            name,
            True,
            _subnormal,
            WHOLE,
            call.format(", 0.0"),
            0.0,
            entry=f"{name}(lambd=0)",
            uses=written(prime=lambda z, xp, lambd: 0),
            when=lambda lambd: lambd == 0,
        )
    yield _of(
        "tanhshrink",
        True,
        (-1.0, 1.0),
        CANCELS,
        "keras.activations.tanh_shrink(z)",
        2.0**-30,
        uses=differentiated(lambda z, xp: z - xp.tanh(z), "jax"),
    )


KERAS: tuple[Defect, ...] = tuple(_on_jax())
