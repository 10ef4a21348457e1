"""The first part of δ: ∇_a C at the output, (w^{l+1})ᵀδ^{l+1} below it."""

from __future__ import annotations

from typing import Any

from nablacheck.oracle.explaining.parts import WrongPart
from nablacheck.reference.backprop import Pass

Array = Any


def back(t: Pass, l: int) -> Array:
    """(w^{l+1})ᵀ δ^{l+1}"""
    return t.w[l + 1].mT @ t.delta[l + 1]


def incoming(t: Pass, l: int) -> Array:
    """What reaches layer l where no layer above has multiplied with its σ′: (w^{l+1})ᵀ … (w^L)ᵀ ∇_a C"""
    return t.nabla_a if l == t.L else t.w[l + 1].mT @ incoming(t, l + 1)


def incoming_to(t: Pass, l: int) -> Array:
    """What reaches layer l before σ′(z^l): ∇_a C, or (w^{l+1})ᵀδ^{l+1}."""
    return t.nabla_a if l == t.L else back(t, l)


RIGHT = WrongPart("", "", incoming_to)
