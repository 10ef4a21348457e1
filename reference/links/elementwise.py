"""Links that join each neuron to its like: the skip of a residual network, a gain, and a gate."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Real
from typing import Any

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.errors import InputError
from nablacheck.reference.links.link import LAYER, NOTHING, Lengths, Link, Misfit, Shape, Term
from nablacheck.reference.quoting import shown


def times(factor: float, array: Array) -> Array:
    """factor · array; a factor of 1 costs no rounding."""
    return array if factor == 1 else factor * array


def check_factor(link: Link, factor: Any) -> None:
    """InputError unless the factor of a link is a finite number."""
    if isinstance(factor, bool) or not isinstance(factor, Real) or not math.isfinite(factor):
        raise InputError(f"the factor of {link.name} is {shown(factor)}; it must be a finite number.")


def _every(shape: Shape) -> Iterator[tuple[int, int]]:
    return ((j, s) for j in range(shape[0]) for s in range(shape[1]))


@dataclass(frozen=True)
class Skip(Link):
    """a itself, times a constant factor: what a residual network adds to a layer (He et al. 2016)."""

    factor: float = 1.0

    weight = NOTHING

    def __post_init__(self) -> None:
        check_factor(self, self.factor)

    def shape(self, w: Shape | None, a: Shape) -> Shape:
        """That of a."""
        return a

    def lengths(self, w: Shape | None, a: Shape) -> Lengths:
        """One"""
        return Lengths(1, 1, 0)

    def apply(self, w: Array, a: Array) -> Array:
        """a"""
        return times(self.factor, a)

    def back(self, w: Array, delta: Array) -> Array:
        """δ, unchanged: what makes deep networks learn"""
        return times(self.factor, delta)

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """a_j"""
        return (Term(at, None, at, self.factor) for at in _every(a))


@dataclass(frozen=True)
class Gain(Link):
    """w ⊙ a with a number for each neuron, the same at every position: the gain of a normalisation, the slope of a PReLU."""

    def shape(self, w: Shape | None, a: Shape) -> Shape:
        """(n, 1) and (n, p) give (n, p)."""
        if w != (a[0], 1):
            raise Misfit(f"{{w}} has shape {w} but {{a}} has {a[0]} neurons: {{w}} must be ({a[0]}, 1)")
        return a

    def parameter(self, n: int, a: Shape) -> Shape:
        """(n, 1)"""
        return a[0], 1

    def lengths(self, w: Shape | None, a: Shape) -> Lengths:
        """One, and a position each for w"""
        return Lengths(1, 1, a[1])

    def apply(self, w: Array, a: Array) -> Array:
        """w ⊙ a"""
        return w * a

    def back(self, w: Array, delta: Array) -> Array:
        """w ⊙ δ"""
        return w * delta

    def outer(self, a: Array, delta: Array) -> Array:
        """Σ_x δ ⊙ a, the diagonal of δ aᵀ"""
        return (delta * a).sum(axis=-1, keepdims=True)

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """w_j a_j"""
        return (Term((j, s), (j, 0), (j, s)) for j, s in _every(a))


@dataclass(frozen=True)
class Times(Link):
    """a^j ⊙ a^k, a gate: both factors are activations, and each is sent back what the other lets through."""

    factor: float = 1.0

    weight = LAYER

    def __post_init__(self) -> None:
        check_factor(self, self.factor)

    def shape(self, w: Shape | None, a: Shape) -> Shape:
        """Both have one shape, which is that of the product."""
        if w != a:
            raise Misfit(f"{{w}} is {w} and {{a}} is {a}, (neurons, positions): both must have one shape")
        return a

    def lengths(self, w: Shape | None, a: Shape) -> Lengths:
        """One"""
        return Lengths(1, 1, 1)

    def apply(self, w: Array, a: Array) -> Array:
        """w ⊙ a"""
        return times(self.factor, w * a)

    def back(self, w: Array, delta: Array) -> Array:
        """w ⊙ δ"""
        return times(self.factor, w * delta)

    def outer(self, a: Array, delta: Array) -> Array:
        """a ⊙ δ, for each example by itself: the weight is an activation"""
        return times(self.factor, a * delta)

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """w_j a_j"""
        return (Term(at, at, at, self.factor) for at in _every(a))
