"""Mistakes to plant in an adapter's numbers, one at a time, and where the judge must find them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nablacheck.reference import BOOK, Activation, Equations
from nablacheck.reference.backprop import Pass
from nablacheck.reference.gradient import Trace
from nablacheck.reference.problem import Problem

Array = Any


@dataclass(frozen=True)
class Planted:
    """A mistake: what it does to a trace, and the equation and layer that it breaks in a network of four layers."""

    name: str
    plant: Callable[[Problem, Trace], Trace]
    equation: str
    layer: int

    def __str__(self) -> str:
        return self.name


def letter(name: str, l: int, change: Callable[[Pass], Array]) -> Callable[[Problem, Trace], Trace]:
    """One letter at one layer computed by another formula, from the trace's own neighbours."""

    def plant(problem: Problem, trace: Trace) -> Trace:
        t = Pass(problem)
        t.z, t.a, t.delta = dict(trace.z), dict(trace.a), dict(trace.delta)
        return replace(trace, **{name: {**getattr(trace, name), l: change(t)}})

    return plant


def entry(name: str, l: int, change: Callable[[Array], Array]) -> Callable[[Problem, Trace], Trace]:
    """The entry of largest absolute value of one letter at one layer changed."""

    def plant(problem: Problem, trace: Trace) -> Trace:
        array = getattr(trace, name)[l].copy()
        index = np.unravel_index(np.argmax(abs(array)), array.shape)
        array[index] = change(array[index])
        return replace(trace, **{name: {**getattr(trace, name), l: array}})

    return plant


def prime_at_a(t: Pass, l: int) -> Array:
    """σ′(a) in place of σ′(z)"""
    sigma: Activation = t.problem.network.activations[l]
    return sigma.prime(t.a[l], sigma.value(t.a[l], t.xp), t.xp)  # type: ignore[misc]


def off_by(array_entry: Array) -> Array:
    """The relative errors that must be seen: 1e-5 in float32, 1e-13 in float64."""
    return array_entry * (1 + {"float32": 1e-5, "float64": 1e-13}[array_entry.dtype.name])


PLANTED = [
    Planted("z without the bias", letter("z", 3, lambda t: t.w[3] @ t.a[2]), "(23) z", 3),
    Planted("σ of another layer", letter("a", 3, lambda t: np.tanh(t.z[3]) / 2), "(23) σ", 3),
    Planted("BP1 without σ′", letter("delta", 4, lambda t: t.nabla_a), "BP1", 4),
    Planted("BP2 without σ′", letter("delta", 3, lambda t: t.w[4].mT @ t.delta[4]), "BP2", 3),
    Planted("BP2 with σ′(a)", letter("delta", 3, lambda t: (t.w[4].mT @ t.delta[4]) * prime_at_a(t, 3)), "BP2", 3),
    Planted("w not transposed", letter("delta", 2, lambda t: (t.w[3] @ t.delta[3]) * t.prime(2)), "BP2", 2),
    Planted("BP3 mean instead of sum", letter("nabla_b", 2, lambda t: t.delta[2].mean(axis=-1, keepdims=True)), "BP3", 2),
    Planted("BP4 with a^l", letter("nabla_w", 3, lambda t: t.delta[3] @ t.a[3].mT), "BP4", 3),
    Planted("largest ∇w a little off", entry("nabla_w", 2, off_by), "BP4", 2),
    Planted("one sign flipped in a bias", entry("nabla_b", 4, lambda b: -b), "BP3", 4),
    Planted("one NaN in a weight", entry("nabla_w", 4, lambda w: w * np.nan), "BP4", 4),
    Planted("one infinity in δ", entry("delta", 2, lambda d: d * np.inf), "BP2", 2),
]
"""For a network whose layers 2 and 3 are equally wide, so that shapes give nothing away."""


def halved(equation: str) -> Equations:
    """The table of the book with one equation giving half of what it should."""
    right = getattr(BOOK, equation)
    return replace(BOOK, **{equation: lambda t, l: right(t, l) / 2})
