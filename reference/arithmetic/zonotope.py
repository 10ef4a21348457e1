"""Zonotopes: balls that remember what their entries have in common (Comba and Stolfi 1993; Girard 2005).

A number is mid + Σ_k g_k ε_k + ρ with |ε_k| ≤ 1 and |ρ| ≤ `rem`. The ε_k are shared: a product with a matrix maps the g_k
exactly, and what cancels cancels, where a ball adds absolute values. What an operation rounds, and what is not linear in it,
goes into `rem`; a product with a matrix makes a fresh symbol of each entry's.

Every operation is first that of balls, with the radii that are known so far: midpoints, yardsticks, exact zeros and overflow
are theirs. Then the radius is the smaller of the ball's and Σ|g| + rem. The proofs are in docs/bounds.md.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, cast

import numpy as np

from nablacheck.reference.arithmetic.accuracy import Rows
from nablacheck.reference.arithmetic.ball import FACTORS, Ball, Zero
from nablacheck.reference.arithmetic.ball_arithmetic import Balls, balls
from nablacheck.reference.arithmetic.curvature import BENDS, Bend, bend_of_power
from nablacheck.reference.arithmetic.linear_parts import MOST, Linear, Multiple, combined, mapped, reduced, summed
from nablacheck.reference.arithmetic.precision import FLOAT64, Precision
from nablacheck.reference.arithmetic.radii import OUTWARD, ROUNDINGS_IN_A_RADIUS, TINY, U, filling
from nablacheck.reference.arithmetic.slopes import ELEMENTARY, ends, slope_of_power
from nablacheck.reference.arithmetic.trilean import Trilean

MEMORY = 2**28
"""The bytes that the generators of one array may take."""


class Zonotope(Ball):
    """An array of zonotopes: a ball with a linear part, `shared`, and the remainder `rem` of it.

    Without a linear part the remainder is the radius. A view, a transpose say, is a ball: in it nothing is shared any more.
    """

    __slots__ = ("_rem", "rounding", "shared")
    model: Zonotopes

    def __init__(
        self, mid: Any, rad: Any, size: Any, model: Balls, shared: Multiple | None = None, rem: Any = None, rounding: Any = 0.0
    ) -> None:
        super().__init__(mid, rad, size, model)
        self.shared, self._rem, self.rounding = shared, rem, rounding

    @property
    def rem(self) -> Any:
        """How far an entry may be from its linear part."""
        return self.rad if self.shared is None else self._rem

    def sharpened(self, terms: Sequence[tuple[Any, Ball]], spread: Any) -> Zonotope:
        """A result of balls, whose exact value is Σ factor · operand to within `spread`."""
        linear = [(factor, x.shared) for factor, x in terms if isinstance(x, Zonotope) and x.shared is not None]
        if not linear:
            return self
        for factor, x in terms:
            if not x.exact:
                spread = spread + abs(factor) * remainder(x)
        return self.of(combined(linear, self.shape), spread)

    def of(self, linear: Linear, spread: Any) -> Zonotope:
        """A result of balls, with its linear part; where the remainder alone is no smaller than the ball, the ball."""
        shared, slack = linear
        if shared.generators.reach.shape != self.shape:
            shared = Multiple(np.broadcast_to(shared.slopes, self.shape), shared.generators)
        rem = (self.rounding + spread + slack) * OUTWARD
        total = (shared.reach + rem) * OUTWARD
        keep = (rem < self.rad) & (self.rad < math.inf) & np.isfinite(total)
        if not keep.all():
            slope, rem, total = (
                np.where(keep, shared.slopes, 0.0),
                np.where(keep, rem, self.rad),
                np.where(keep, total, self.rad),
            )
            shared = Multiple(slope, shared.generators)
        result = Zonotope(self.mid, np.minimum(self.rad, total), self.size, self.model, shared, rem)
        return result.with_terms(self._terms)

    def __neg__(self) -> Zonotope:
        return self._signed(-self.mid, -1.0)

    def __abs__(self) -> Zonotope:
        """|x| is x or −x where the sign is certain, else the ball"""
        sign = np.where(self.mid > self.rad, 1.0, np.where(self.mid < -self.rad, -1.0, 0.0))
        return self._signed(abs(self.mid), sign)

    def _signed(self, mid: Any, sign: Any) -> Zonotope:
        """The same times 1, −1, or 0 where nothing of the linear part is left."""
        if self.shared is None:
            return Zonotope(mid, self.rad, self.size, self.model)
        shared, rem = Multiple(sign * self.shared.slopes, self.shared.generators), np.where(sign == 0, self.rad, self.rem)
        return Zonotope(mid, self.rad, self.size, self.model, shared, rem)

    def __add__(self, other: Any) -> Zonotope:
        if not isinstance(other, FACTORS):
            return NotImplemented
        other = self.model.lift(other)
        return cast("Zonotope", super().__add__(other)).sharpened([(1.0, self), (1.0, other)], 0.0)

    def __mul__(self, other: Any) -> Zonotope:
        """xy = m_x m_y + m_y (x − m_x) + m_x (y − m_y) + (x − m_x)(y − m_y); a number times a sum is one of its terms"""
        if not isinstance(other, FACTORS):
            return NotImplemented
        other = self.model.lift(other)
        result = cast("Zonotope", super().__mul__(other))
        result.with_terms(None if other.shape else self.terms * (abs(other.mid) + other.rad) * OUTWARD)
        return result.sharpened([(other.mid, self), (self.mid, other)], self.rad * other.rad)

    def __truediv__(self, other: Any) -> Zonotope:
        """x/y = q + d/m_y − d (y − m_y) / (m_y y), with q = m_x/m_y and d = (x − m_x) − q (y − m_y)"""
        if not isinstance(other, FACTORS):
            return NotImplemented
        other = self.model.lift(other)
        result = cast("Zonotope", super().__truediv__(other))
        inverse, quotient = 1 / other.mid, self.mid / other.mid
        away_from_zero = (abs(other.mid) - other.rad) / OUTWARD
        d = self.rad + abs(quotient) * other.rad
        spread = 0.0 if other.exact else d * abs(inverse) * (other.rad / away_from_zero)
        return result.sharpened([(inverse, self), (-quotient * inverse, other)], spread)

    def __matmul__(self, other: Any) -> Zonotope:
        """w a, linear in a; the errors of w itself meet |a| at most"""
        return self.model.product(self, self.model.lift(other))

    def __rmatmul__(self, other: Any) -> Zonotope:
        return self.model.product(self.model.lift(other), self)

    def sum(self, axis: int | tuple[int, ...], keepdims: bool = False) -> Zonotope:
        """A sum in any order; what is shared stays so in a sum over the neurons that keeps their axis"""
        result = cast("Zonotope", super().sum(axis, keepdims))
        if self.shared is None or axis != -2 or not keepdims:
            return result
        spread = self.rem.sum(axis=-2, keepdims=True) / (1 - FLOAT64.gamma(self.shape[-2]))
        return result.of(summed(self.shared), spread)

    def __radd__(self, other: Any) -> Zonotope:
        return cast("Zonotope", self + other)

    def __rmul__(self, other: Any) -> Zonotope:
        return cast("Zonotope", self * other)

    def __rtruediv__(self, other: Any) -> Zonotope:
        return self.model.whole(self.model.lift(other)) / self


def remainder(x: Ball) -> Any:
    """How far an entry may be from what it shares with others; of a ball, which shares nothing, the radius."""
    return x.rem if isinstance(x, Zonotope) else x.rad


class Zonotopes(Balls):
    """The text of the equations in zonotopes; `memory` is what the generators of one array may take, in bytes."""

    name = "zonotopes"

    def __init__(
        self, precision: Precision, library: str | Rows = "numpy", bias_last: bool = False, memory: int = MEMORY
    ) -> None:
        super().__init__(precision, library, bias_last)
        self.memory, self._numbers = memory, itertools.count()

    def __reduce__(self) -> tuple[Callable[..., Zonotopes], tuple[Precision, str | Rows, bool]]:
        return zonotopes, self.modelled

    def whole(self, ball: Ball) -> Zonotope:
        """A ball as a zonotope that shares nothing."""
        return ball if isinstance(ball, Zonotope) else Zonotope(ball.mid, ball.rad, ball.size, self)

    def hull(self, x: Ball) -> Ball:
        """The balls around zonotopes, without what they share."""
        return Ball(x.mid, x.rad, x.size, balls(*self.modelled))

    def lift(self, value: Any) -> Ball:
        """An array of the modelled precision as exact numbers, a Python number as the constant that it is rounded to."""
        return value if isinstance(value, Ball) else self.whole(super().lift(value))

    def _enclose(
        self,
        mid: Any,
        spread: Any,
        absolute: Any,
        size: Any,
        relative: Any,
        own: float,
        zero: Zero,
        outward: float = 1.0,
        underflows: Any = 1,
    ) -> Zonotope:
        """The ball, and in `rounding` what of its radius is not spread."""
        outward *= OUTWARD
        rounding = absolute * ((relative + own) * outward) + underflows * self.floor * OUTWARD
        ball = super()._enclose(mid, spread, absolute, size, relative, own, zero, outward / OUTWARD, underflows)
        result = Zonotope(ball.mid, ball.rad, ball.size, self, rounding=rounding + ball.rad * (relative * outward))
        return result.with_zeros(ball.zeros)

    def summed(self, mid: Any, spread: Any, absolute: Any, terms: int, zero: Zero, added: Any = None) -> Zonotope:
        """The ball of a sum; what its terms add up to is not seen from the radius any more that it gets afterwards."""
        ball = cast("Zonotope", super().summed(mid, spread, absolute, terms, zero, added))
        return ball.with_terms((absolute + spread) * OUTWARD)

    def product(self, x: Ball, y: Ball) -> Zonotope:
        """A product of matrices, linear in y where x shares nothing; each entry of y gets a symbol for its remainder.

        Symbols for which there is no memory are given up: the smallest blocks first, to the remainder (Girard 2005).
        """
        result = self.whole(Ball.__matmul__(x, y))
        shared = isinstance(x, Zonotope) and x.shared is not None
        symbols = min(MOST, self.memory // (4 * max(1, math.prod(result.shape), math.prod(y.shape))))
        if shared or not isinstance(y, Zonotope) or y.exact or symbols < x.shape[-1]:
            return result
        multiple, fresh = y.shared, filling(y.rem, y.shape)
        if multiple is not None and multiple.generators.symbols > symbols - x.shape[-1]:
            multiple, rest = reduced(multiple, symbols - x.shape[-1])
            fresh = fresh + rest
        fresh = np.where(np.isfinite(fresh), fresh, 0.0)  # what is not finite makes the whole ball infinite
        spread = 0.0
        if not x.exact:
            spread = filling(x.rad, x.shape) @ (abs(y.mid) + y.rad) / (1 - FLOAT64.gamma(x.shape[-1]))
        return result.of(mapped(x.mid, multiple, fresh, next(self._numbers)), spread)

    def _elementary(self, name: str) -> Callable[[Any], Ball]:
        of_balls, bend = super()._elementary(name), BENDS[name]
        _, slope, moved = ELEMENTARY[name]

        def apply(x: Any) -> Ball:
            x = self.lift(x)
            result = self.whole(of_balls(x))
            if not isinstance(x, Zonotope) or x.shared is None:
                return result
            shift = moved * self.precision.u * (abs(x.mid) + x.rad)
            return _along_tangent(result, x, bend, slope(*ends(x.mid, x.rad + shift)), shift)

        return apply

    def _power(self, x: Ball, p: Ball) -> Ball:
        result = self.whole(super()._power(x, p))
        if not isinstance(x, Zonotope) or x.shared is None:
            return result
        k, (low, high, near) = float(p.mid), ends(x.mid, x.rad)
        steep = slope_of_power(np.maximum(abs(low), abs(high)) if k >= 1 else near, k)
        return _along_tangent(result, x, bend_of_power(k, near), steep, 0.0)

    def like(self, value: Any, z: Ball) -> Ball:
        """`value`, a number or zonotopes, in the shape of `z`."""
        x, ball = self.lift(value), super().like(value, z)
        if not isinstance(x, Zonotope) or x.shared is None:
            return self.whole(ball)
        shared = Multiple(filling(x.shared.slopes, z.shape), x.shared.generators)
        return Zonotope(ball.mid, ball.rad, ball.size, self, shared, filling(x.rem, z.shape))

    def widened(self, x: Ball, by: Any) -> Ball:
        """Every number within `by` of one of `x`."""
        ball = super().widened(x, by)
        if not isinstance(x, Zonotope) or x.shared is None:
            return self.whole(ball)
        return Zonotope(ball.mid, ball.rad, ball.size, self, x.shared, (x.rem + by) * OUTWARD)

    def where(self, condition: Trilean, x: Any, y: Any) -> Ball:
        """x where the condition certainly holds, y where it certainly does not, the hull of their balls in between."""
        x, y = self.lift(x), self.lift(y)
        return self._chosen(super().where(condition, x, y), condition, x, y)

    def maximum(self, x: Any, y: Any) -> Ball:
        """The larger of two itself where it is certain, else a ball."""
        x, y = self.lift(x), self.lift(y)
        return self._chosen(super().maximum(x, y), x > y, x, y)

    def known(self, ball: Ball, other: Callable[[], Ball]) -> Ball:
        """The zonotope, and where its radius is infinite that of `other()`."""
        known = ball.rad < math.inf
        if np.all(known):
            return ball
        instead = other()
        return self._chosen(super().known(ball, lambda: instead), Trilean(known, known), ball, instead)

    def _chosen(self, ball: Ball, condition: Trilean, x: Ball, y: Ball) -> Ball:
        """The ball of a choice, with the linear part of what is chosen; where that is not decided, with none."""
        certain, possible = condition.certain, condition.possible
        terms = [(certain, x), (~possible, y)]
        linear = [(1.0 * mask, part.shared) for mask, part in terms if isinstance(part, Zonotope) and part.shared is not None]
        result = Zonotope(ball.mid, ball.rad, ball.size, self)
        if not linear:
            return result
        return result.of(
            combined(linear, ball.shape), np.where(certain, remainder(x), np.where(possible, ball.rad, remainder(y)))
        )

    def max(self, x: Ball, axis: int) -> Ball:
        """The largest entry along `axis`, which is kept: x_j of the largest midpoint, and by how much another may exceed it."""
        result = self.whole(super().max(x, axis))
        if not isinstance(x, Zonotope) or x.shared is None or axis != -2:
            return result
        j = x.mid.argmax(axis=-2, keepdims=True)
        low, high = (np.take_along_axis(x.mid - x.rad, j, -2), x.mid + x.rad)
        np.put_along_axis(high, j, low, -2)
        highest = high.max(axis=-2, keepdims=True)
        # each end is rounded once, and so is their difference
        exceeds = np.maximum(highest - low, 0) + 4 * U * (abs(highest) + abs(low))
        slope = np.take_along_axis(filling(x.shared.slopes, x.shape), j, -2)
        chosen = Multiple(slope, x.shared.generators.of_neuron(j, x.shape))
        return result.of(Linear(chosen, 0.0), np.take_along_axis(filling(x.rem, x.shape), j, -2) + exceeds)


def _along_tangent(result: Zonotope, x: Zonotope, bend: Bend, steep: Any, shift: Any) -> Zonotope:
    """g(x) along its tangent at the midpoint, or along half of sup|g′|, whichever is off by less.

    By Taylor's theorem the tangent is off by ½ r² sup|g″|. Where g′ keeps its sign it lies between 0 and sup|g′|, and so
    within ½ sup|g′| of half of that. `shift` is how far the argument may be moved.
    """
    low, high, _ = ends(x.mid, reach := x.rad + shift)
    prime = bend.prime(x.mid)
    inexact = (ROUNDINGS_IN_A_RADIUS + (2 * x.mid * x.mid if bend.squares else 0)) * U * abs(prime) + TINY
    off = reach * (reach / 2 * bend.curve(steep, np.maximum(abs(low), abs(high))) + inexact)
    if bend.monotone:
        half = reach * (steep / 2)
        straight = off <= half
        prime, off = np.where(straight, prime, np.copysign(steep / 2, prime)), np.where(straight, off, half)
    return result.sharpened([(prime, x)], off + abs(prime) * shift)


def zonotopes(precision: Precision, library: str | Rows = "numpy", bias_last: bool = False) -> Zonotopes:
    """Zonotopes for what `library`, or somebody with rows of accuracy of their own, computes; the same ones each time."""
    return _zonotopes(precision, library, bias_last)


_zonotopes = cache(Zonotopes)
