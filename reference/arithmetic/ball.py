"""Ball arithmetic: every result that a modelled precision may return, in any order of summation (Rump 1999; Higham 2002).

A ball is a midpoint and a radius, arrays of float64. An operation on balls encloses

* the exact result for every choice of numbers from the operands (the *spread*),
* the rounding of an implementation in the modelled precision, in the model of `precision`: an elementwise step of a
  formula is granted two roundings, a product or sum of k terms γ_{k+2}, an elementary function its row of `accuracy`;
  a result that is not exactly zero may lose η to underflow,
* the rounding of its own midpoint in float64.

Every radius is a sum of products of non-negative numbers, so rounding it to nearest loses at most a few units, which
`OUTWARD` gives back. A radius is infinite where the result may overflow or is undefined: such a ball decides nothing.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, reduce
from typing import Any, Self, get_args

import numpy as np

from nablacheck.reference.arithmetic.accuracy import FARTHEST, Accuracy, Rows, accuracy
from nablacheck.reference.arithmetic.language import BRANCH, EXPONENT, exponent, refusal
from nablacheck.reference.arithmetic.precision import FLOAT64, REAL, Precision
from nablacheck.reference.arithmetic.radii import (
    EXACT,
    OUTWARD,
    TINY,
    U,
    filling,
    greatest,
    least,
    narrowed,
    product_from_above,
    without,
)
from nablacheck.reference.arithmetic.slopes import ELEMENTARY, ONE_AT_ZERO, below, ends, slope_of_power
from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.arithmetic.types import Scalar

HEADROOM = 4
"""An implementation may multiply by a constant (at most 4) before it divides by one: a result within a factor 4 of the largest
number is taken as one that may overflow."""

Zero = Callable[[], Any]
"""Where a result is exactly zero; asked only if a midpoint is 0, as that of every exact zero is."""


class Ball:
    """An array of balls: `mid` ± `rad`, with `size`, the sum of the absolute terms that `mid` was computed from.

    `size` bounds nothing: it is the yardstick of the radius. It includes the underflow that the radius does, so that a
    result which only underflow blurs is not taken for one that rounding has drowned.
    """

    __slots__ = ("_kept", "_narrow", "_size", "_zeros", "mid", "model", "rad")
    __array_ufunc__ = None  # NumPy leaves `array * ball` to the ball
    __hash__ = None  # type: ignore[assignment]
    __bool__ = refusal(BRANCH)
    __rpow__ = refusal(EXPONENT.format("an array"))

    def __init__(self, mid: Any, rad: Any, size: Any, model: Balls) -> None:
        self.mid, self.rad, self._size, self.model = mid, rad, size, model
        self._zeros: bool | None = None
        self._kept: tuple[object, Ball] | None = None
        self._narrow: Any = None

    @property
    def size(self) -> Any:
        """The sum of the absolute terms; of an exact ball |mid|, which is computed when somebody asks."""
        if self._size is None:
            self._size = abs(self.mid)
        return self._size

    def kept(self, key: object, make: Callable[[], Ball]) -> Ball:
        """What `make` gives, which is computed anew only where another key was asked for in between; known by identity."""
        if self._kept is None or self._kept[0] is not key:
            self._kept = key, make()
        return self._kept[1]

    @property
    def narrow(self) -> Any:
        """|mid| in float32: a letter is a factor of two equations or more, and is written in it once."""
        if self._narrow is None:
            self._narrow = narrowed(self.mid)
        return self._narrow

    @property
    def zeros(self) -> bool:
        """Whether an entry may be exactly zero; False says that none is, and is known of most before anybody asks."""
        if self._zeros is None:
            self._zeros = not self.mid.all()
        return self._zeros

    def with_zeros(self, zeros: bool | None) -> Self:
        """The same, of which it is known whether an entry may be exactly zero."""
        self._zeros = zeros
        return self

    def __repr__(self) -> str:
        return f"Ball({self.mid!r} ± {self.rad!r})"

    def __reduce__(self) -> tuple[Callable[..., Ball], tuple[Any, ...]]:
        """What is exact is exact by the identity of its radius, which no copy would keep."""
        return _ball_again, (self.mid, None if self.exact else self.rad, self.size, self.model)

    @property
    def exact(self) -> bool:
        """Whether every entry is an exact number."""
        return self.rad is EXACT

    @property
    def absolute(self) -> Any:
        """|mid|, which the size of an exact ball is."""
        return self.size if self.exact else abs(self.mid)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return self.mid.shape  # type: ignore[no-any-return]

    @property
    def mT(self) -> Ball:
        """The array with its last two axes exchanged."""
        turned = self._view(lambda part: part.mT)
        turned._zeros = self._zeros
        turned._narrow = None if self._narrow is None else self._narrow.mT
        return turned

    def reshape(self, *shape: int) -> Ball:
        """The same balls in another shape."""
        return self._view(lambda part: part.reshape(shape))

    def __getitem__(self, index: Any) -> Ball:
        return self._view(lambda part: part[index])

    def _view(self, view: Callable[[Any], Any]) -> Ball:
        """Some of the balls, or all of them, in another order: where none is exactly zero, none of those is."""
        ball = self.moved(view)
        return ball.with_zeros(False) if self._zeros is False else ball

    def moved(self, move: Callable[[Any], Any]) -> Ball:
        """The balls after `move`, which puts entries of a NumPy array elsewhere, or exact zeros between them."""
        if self.exact:
            return Ball(move(self.mid), EXACT, None, self.model)
        rad, size = (move(filling(part, self.shape)) for part in (self.rad, self.size))
        return Ball(move(self.mid), rad, size, self.model)

    def __neg__(self) -> Ball:
        return Ball(-self.mid, self.rad, self.size, self.model)

    def __abs__(self) -> Ball:
        return Ball(abs(self.mid), self.rad, self.size, self.model)

    def __add__(self, other: Any) -> Ball:
        """x + y; exact numbers that cancel leave exactly zero"""
        if not isinstance(other, FACTORS):
            return NotImplemented  # Python then tries other.__radd__ and the like: other may be a reverse.Node
        other = self.model.lift(other)
        mid, spread = self.mid + other.mid, EXACT if self.exact and other.exact else self.rad + other.rad
        return self.model.rounded(mid, spread, self.size + other.size, zero=lambda: (mid == 0) & (spread == 0))

    def __sub__(self, other: Any) -> Ball:
        """x − y"""
        return self + -self.model.lift(other) if isinstance(other, FACTORS) else NotImplemented

    def __mul__(self, other: Any) -> Ball:
        """xy: |xy − m_x m_y| ≤ |m_x| r_y + r_x (|m_y| + r_y)"""
        if not isinstance(other, FACTORS):
            return NotImplemented  # Python then tries other.__rmul__: other may be a VectorJacobian
        other = self.model.lift(other)
        spread = _of_product(self, other, operator.mul)
        zero = lambda: self._is_zero() | other._is_zero()
        return self.model.rounded(self.mid * other.mid, spread, self.size * other.size, zero)

    def __pow__(self, exponent: Any) -> Ball:
        """x^p for a constant p"""
        return self.model.pow(self, exponent)

    def __truediv__(self, other: Any) -> Ball:
        """x/y: |x/y − m_x/m_y| ≤ (r_x + |m_x/m_y| r_y) / (|m_y| − r_y), and anything where y may be 0"""
        if not isinstance(other, FACTORS):
            return NotImplemented
        other = self.model.lift(other)
        away_from_zero = (other.absolute - other.rad) / OUTWARD
        quotient = self.mid / other.mid
        if other.exact:  # where it is 0, the quotient is not finite, and so the radius is infinite
            spread = EXACT if self.exact else self.rad / away_from_zero
        else:
            spread = np.where(away_from_zero > 0, (self.rad + abs(quotient) * other.rad) / away_from_zero, math.inf)
        zero = lambda: self._is_zero() & (away_from_zero > 0)
        return self.model.rounded(quotient, spread, self.size / other.absolute, zero)

    def __matmul__(self, other: Any) -> Ball:
        """A product of matrices; its error grows with Σ|terms|, not with the result."""
        x, y, terms = self, self.model.lift(other), self.shape[-1]
        absolute = product_from_above(_either_sign(x), _either_sign(y), lambda: (x.narrow, y.narrow))
        spread = _of_product(x, y, product_from_above)

        def zero() -> Any:
            empty = absolute + spread == 0
            if empty.any():  # exactly zero, or underflowed: count the terms that are not zero
                empty = (~x._is_zero()).astype(float) @ (~y._is_zero()).astype(float) == 0
            return empty

        return self.model.summed(x.mid @ y.mid, spread, absolute, terms, zero, _meeting(x, y))

    def sum(self, axis: int | tuple[int, ...], keepdims: bool = False) -> Ball:
        """A sum along one axis or several, in any order; a product with ones."""
        along: dict[str, Any] = {"axis": axis, "keepdims": keepdims}
        spread = EXACT if self.exact else filling(self.rad, self.shape).sum(**along)
        absolute = self.absolute.sum(**along)
        terms = math.prod(self.shape[i] for i in (axis if isinstance(axis, tuple) else (axis,)))
        added = (~self._is_zero()).sum(**along) if self.zeros else None
        return self.model.summed(self.mid.sum(**along), spread, absolute, terms, lambda: absolute + spread == 0, added)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Any) -> Ball:
        return self.model.lift(other) - self

    def __rtruediv__(self, other: Any) -> Ball:
        return self.model.lift(other) / self

    def __rmatmul__(self, other: Any) -> Ball:
        return self.model.lift(other) @ self

    def __gt__(self, other: Any) -> Trilean:
        if not isinstance(other, FACTORS):
            return NotImplemented
        # a rounded difference keeps its order against a float, so the answers are proven
        other = self.model.lift(other)
        if self.exact and other.exact:
            return Trilean(*2 * (self.mid > other.mid,))
        difference, reach = self.mid - other.mid, (self.rad + other.rad) * OUTWARD
        return Trilean(certain=difference > reach, possible=difference > -reach)

    def __lt__(self, other: Any) -> Trilean:
        if not isinstance(other, FACTORS):
            return NotImplemented
        # not `>`, for which Python would ask a zonotope on the right side first, and that this method again
        return self.model.lift(other).__gt__(self)

    def __ge__(self, other: Any) -> Trilean:
        less: Trilean = self < other
        return ~less

    def __le__(self, other: Any) -> Trilean:
        greater: Trilean = self > other
        return ~greater

    def __eq__(self, other: Any) -> Trilean:  # type: ignore[override]
        if not isinstance(other, FACTORS):
            return NotImplemented
        other = self.model.lift(other)
        difference, reach = self.mid - other.mid, (self.rad + other.rad) * OUTWARD
        return Trilean(certain=(difference == 0) & (reach == 0), possible=abs(difference) <= reach)

    def __ne__(self, other: Any) -> Trilean:  # type: ignore[override]
        if not isinstance(other, FACTORS):
            return NotImplemented
        equal: Trilean = self == other
        return ~equal

    def contains(self, array: Any) -> Any:
        """Whether the floats of an array lie in the balls: True, False, entry by entry."""
        return abs(np.asarray(array, dtype=np.float64) - self.mid) <= self.rad

    def _is_zero(self) -> Any:
        return self.mid == 0 if self.exact else (self.mid == 0) & (self.rad == 0)

    def _not_zero(self, axis: int) -> Any:
        """How many entries along an axis are not exactly zero."""
        there = self.mid != 0 if self.exact else ~self._is_zero()
        # in the narrowest integers that hold it, of which a register takes the most; γ wants them in float64
        narrow = np.min_scalar_type(self.shape[axis])
        return there.view(np.uint8).sum(axis=axis, keepdims=True, dtype=narrow).astype(float)


def _ball_again(mid: Any, rad: Any, size: Any, model: Balls) -> Ball:
    """A ball that was copied or pickled; without a radius it is exact."""
    return Ball(mid, EXACT if rad is None else rad, size, model)


NUMBERS = get_args(Scalar)
FACTORS = (Ball, np.ndarray, np.generic, *NUMBERS)
"""Tuples, because isinstance looks into them four times as fast as into a union."""


def _either_sign(x: Ball) -> Any:
    """|mid| where it is known already, else mid, which a product from above takes as it is."""
    return x.mid if x._size is None else x.absolute


def _meeting(x: Ball, y: Ball) -> Any:
    """At most how many terms of each entry of a product of matrices are not exactly zero; None where no factor is.

    An entry has no more of them than its row of x and its column of y have numbers.
    """
    rows = x._not_zero(axis=-1) if x.zeros else None
    columns = y._not_zero(axis=-2) if y.zeros else None
    return np.minimum(rows, columns) if rows is not None and columns is not None else columns if rows is None else rows


def _of_product(x: Ball, y: Ball, product: Callable[[Any, Any], Any]) -> Any:
    """The spread |m_x| r_y + r_x (|m_y| + r_y) of a product of numbers or of matrices; an exact factor adds none."""
    if y.exact:
        return EXACT if x.exact else product(filling(x.rad, x.shape), y.absolute)
    spread = product(x.absolute, filling(y.rad, y.shape))
    return spread if x.exact else spread + product(filling(x.rad, x.shape), y.absolute + y.rad)


class Balls:
    """The text of the equations in balls, for a precision and the accuracy of a library's elementary functions."""

    name = "balls"

    def __init__(self, precision: Precision, library: str | Rows = "numpy") -> None:
        self.precision, self.library = precision, library
        self.accuracy: Accuracy = accuracy(library, precision.name) if precision.u else {}
        self._own = accuracy("numpy", FLOAT64.name)
        self.elementwise = precision.u * (2 + precision.u)  # two roundings: (1 + u)² − 1
        self.floor = precision.eta + TINY
        self._constants: dict[float, Ball] = {}
        for function in ELEMENTARY:
            setattr(self, function, self._elementary(function))

    def __reduce__(self) -> tuple[Callable[..., Balls], tuple[Precision, str | Rows]]:
        return balls, (self.precision, self.library)

    exp: Callable[[Any], Ball]
    expm1: Callable[[Any], Ball]
    log: Callable[[Any], Ball]
    log1p: Callable[[Any], Ball]
    tanh: Callable[[Any], Ball]
    erf: Callable[[Any], Ball]
    erfc: Callable[[Any], Ball]
    sqrt: Callable[[Any], Ball]
    sin: Callable[[Any], Ball]
    cos: Callable[[Any], Ball]
    atan: Callable[[Any], Ball]
    sigmoid: Callable[[Any], Ball]

    @property
    def pi(self) -> Ball:
        """π, as a constant of the modelled precision."""
        return Ball(np.asarray(math.pi), np.asarray(math.pi * (self.precision.u + U) * OUTWARD), math.pi, self)

    def _elementary(self, name: str) -> Callable[[Any], Ball]:
        value, slope, moved = ELEMENTARY[name]
        farthest = FARTHEST.get(name)

        def apply(x: Any) -> Ball:
            x = self.lift(x)
            mid = np.asarray(value(x.mid))  # of a single number a function of the C library gives one of Python
            kappa, own = self.accuracy.get(name, 0) * self.precision.u, self._own[name] * U
            reach = x.rad + moved * self.precision.u * x.absolute if moved else x.rad
            spread = EXACT if x.exact and not moved else self._spread(x.mid, reach, slope)
            if farthest is not None and (beyond := ~(x.absolute + x.rad <= farthest)).any():
                spread = np.where(beyond, math.inf, spread)
            size, zero = abs(mid), lambda: x._is_zero() & (mid == 0)
            ball = self._enclose(mid, spread, size, size, kappa, own, zero)
            # g(0) is exact in every library, 0 as well as 1
            if name in ONE_AT_ZERO and not x.mid.all() and (at_zero := x._is_zero()).any():
                ball.rad = np.where(at_zero, 0.0, ball.rad)
            return ball

        return apply

    def pow(self, x: Any, p: Any) -> Ball:
        """x^p for a constant p, a number or the ball of one: for p = 1, 2, … a product, else as libraries have it."""
        x, p = self.lift(x), p if isinstance(p, Ball) and not p.shape else exponent(p)
        if isinstance(p, int) and p >= 1:
            product: Ball = math.prod([x] * (p - 1), start=x)
            return product
        return self.like(1, x) if isinstance(p, int) and p == 0 else self._power(x, self.lift(p))

    def _power(self, x: Ball, p: Ball) -> Ball:
        """x^p, for x > 0 or a whole p, of which x may be negative.

        x^q for another q in the ball of p is x^p e^((q − p) log x).
        """
        k = float(p.mid)
        far, near = abs(x.mid) + x.rad, np.maximum(below(abs(x.mid) - x.rad), 0)
        whole = p.exact and k.is_integer()
        mid = np.power(x.mid, k)
        zero = x._is_zero() & (k > 0)
        spread = EXACT if x.exact else self._spread(x.mid, x.rad, lambda *_: slope_of_power(far if k >= 1 else near, k))
        if not whole:
            spread = np.where((x.mid - x.rad < 0) & ~zero, math.inf, spread)
        longest = np.where(zero, 0.0, np.maximum(abs(np.log(far)), abs(np.log(near)))) if p.rad else 0.0
        off = np.expm1(p.rad * longest * OUTWARD)
        kappa = self.accuracy.get("pow", 0) * self.precision.u
        relative = (max(kappa, self._products(abs(k))) if whole else kappa) * (1 + off) + off
        size = abs(mid)
        return self._enclose(mid, spread, size, size, relative, self._own["pow"] * U, lambda: zero)

    def _products(self, k: float) -> float:
        """The relative error of a power with whole exponent as a product, with two roundings a factor: γ_2k."""
        ku = 2 * k * self.precision.u
        return ku / (1 - ku) if ku < 1 else math.inf

    @staticmethod
    def _spread(mid: Any, rad: Any, slope: Callable[[Any, Any, Any], Any]) -> Any:
        """r sup|g′|, by the mean value theorem; where r = 0 there is no spread, however steep g is."""
        return np.where(rad > 0, rad * slope(*ends(mid, rad)), 0.0)

    def rounded(self, mid: Any, spread: Any, size: Any, zero: Zero) -> Ball:
        """The ball of an elementwise step: two roundings of the modelled precision, one of float64."""
        return self._enclose(mid, spread, abs(mid), size, self.elementwise, U, zero)

    def summed(self, mid: Any, spread: Any, absolute: Any, terms: int, zero: Zero, added: Any = None) -> Ball:
        """The ball of a sum of `terms` terms, whose absolute values add up to `absolute` in exact numbers.

        `added` is how many of them are not exactly zero, entry by entry, if any is: what is zero is added without a rounding.
        """
        own, added = FLOAT64.gamma(terms), terms if added is None else added
        outward = 1 / (1 - own) if own < 1 else math.inf
        relative = self.precision.gamma(added + 2)
        return self._enclose(mid, spread, absolute, absolute, relative, own, zero, outward, underflows=2 * added)

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
    ) -> Ball:
        """Everything within `relative` (modelled) and `own` (float64) of `absolute` around every exact result.

        A product with an exact zero is exactly zero. `outward` is what the sums behind `spread` and `absolute` have to be given
        back. Of a sum it is the absolute terms that may not overflow: in some order the largest of them come first.
        """
        outward, floor, lowest = outward * OUTWARD, underflows * self.floor, least(absolute)
        share = (relative + own) * outward
        rad = absolute * share
        if spread is not EXACT:
            rad += spread * ((1 + relative) * outward)
        # less than half of the last digit of every radius and every size changes none of them
        shown = not (isinstance(share, float) and floor * OUTWARD < lowest * min(share, 1 / 4) * (U / 2))
        if shown:
            rad += floor * OUTWARD
        largest, overflows, most = self.precision.largest / HEADROOM, None, greatest(absolute)
        # without a spread the largest radius belongs to the largest terms, and twice of it is enough for any rounding
        widest = 2 * (most * share + floor) if spread is EXACT and isinstance(share, float) else greatest(rad)
        if not most + widest <= largest:  # 0 · ∞ among them, which is NaN in floating point
            overflows = ~(absolute + rad <= largest)  # whatever the order of a sum
        exactly = None if lowest > 0 else zero()
        if shown or size is not absolute:
            size += 2 * floor  # in place: the array is not read again
        zeros = exactly is not None and bool(exactly.any())
        if exactly is not None and zeros:
            mid, rad, size = (without(exactly, part, finite=overflows is None) for part in (mid, rad, size))
        if overflows is not None and overflows.any():
            mid, size = np.where(np.isfinite(mid), mid, 0.0), np.where(overflows, 0.0, size)
            rad = np.where(overflows, math.inf, rad)
        return Ball(mid, rad, size, self).with_zeros(zeros)

    def lift(self, value: Any) -> Ball:
        """An array of the modelled precision as exact numbers; a Python number as the constant that it is rounded to.

        An implementation may read a subnormal number as zero, or where it rounds it, as up to twice of it. Of infinity, NaN and
        what the precision does not hold nothing is known.
        """
        if isinstance(value, Ball):
            return value
        if isinstance(value, NUMBERS):
            return self._constant(float(value))
        mid = np.asarray(value, dtype=np.float64)
        size = abs(mid)
        if least(size) >= self.precision.eta and greatest(size) <= self.precision.largest:
            return Ball(mid, EXACT, size, self).with_zeros(False)
        subnormal, known = (size < self.precision.eta) & (size > 0), size <= self.precision.largest
        if not (subnormal.any() or not known.all()):
            return Ball(mid, EXACT, size, self)
        rad = np.where(known, np.where(subnormal, size * (2 if self.precision.narrows else 1), 0.0), math.inf)
        size = np.where(subnormal, 2 * self.floor, np.where(known, size, 0.0))
        return Ball(np.where(known & ~subnormal, mid, 0.0), rad, size, self)

    def _constant(self, value: float) -> Ball:
        """The number of the precision that a constant is rounded to; every formula asks for the same few."""
        if value not in self._constants:
            rad = EXACT if self.precision.holds(value) else np.asarray(abs(value) * self.precision.u * OUTWARD)
            self._constants[value] = Ball(np.asarray(value), rad, abs(value), self)
        return self._constants[value]

    def unrounded(self, x: Ball) -> Ball:
        """Every number that is rounded to one of `x`: a compiler that fuses steps goes on with it, and returns it rounded."""
        return Ball(x.mid, x.rad + abs(x.mid) * (self.precision.u * OUTWARD) + self.floor, x.size, self)

    def added(self, parts: Sequence[Ball], terms: int) -> Ball:
        """The sum of arrays that are sums themselves, of `terms` terms in all, which may be added up in any order.

        In an order of its own every part is in its ball already. Of another order nothing is known but that it adds up all the
        terms: γ_{k+2} of their absolute values, as in one product, which is what `size` and the radius are no less than.
        """
        total = reduce(operator.add, parts)
        if len(parts) == 1:
            return total
        own, relative = FLOAT64.gamma(terms), self.precision.gamma(terms + 2)
        outward = OUTWARD / (1 - own) if own < 1 else math.inf
        absolute = sum(part.size + part.rad for part in parts)
        another = np.broadcast_to(absolute * (relative * outward), total.shape)
        return total + Ball(np.zeros(total.shape), another, np.zeros(total.shape), self)

    def whole(self, ball: Ball) -> Ball:
        """A ball as one of this arithmetic."""
        return ball

    def joined(self, parts: Iterable[Ball]) -> Ball:
        """Arrays of balls, flattened, one after the other."""
        flat = [part.reshape(-1) for part in parts]
        mid, rad, size = (
            np.concatenate([np.broadcast_to(getattr(f, n), f.shape) for f in flat]) for n in ("mid", "rad", "size")
        )
        return Ball(mid, rad, size, self)

    def beside(self, blocks: Sequence[Ball]) -> Ball:
        """Blocks of examples, columns beside columns, as balls of one array."""
        if len(blocks) == 1:
            return Ball(blocks[0].mid, blocks[0].rad, blocks[0].size, self)
        mid, rad, size = (
            np.concatenate([filling(getattr(block, part), block.shape) for block in blocks], axis=-1)
            for part in ("mid", "rad", "size")
        )
        return Ball(mid, rad, size, self)

    def box(self, array: Any, radius: Any) -> Ball:
        """Every real number within `radius` of the floats of an array."""
        mid = np.asarray(array, dtype=np.float64)
        return Ball(mid, np.broadcast_to(np.asarray(radius, dtype=np.float64), mid.shape), abs(mid), self)

    def like(self, value: Any, z: Ball) -> Ball:
        """`value`, a number or balls, in the shape of `z`."""
        ball = self.lift(value)
        rad = ball.rad if ball.exact else filling(ball.rad, z.shape)
        return Ball(filling(ball.mid, z.shape), rad, filling(ball.size, z.shape), self)

    def where(self, condition: Trilean, x: Any, y: Any) -> Ball:
        """x where the condition certainly holds, y where it certainly does not, their hull in between."""
        x, y = self.lift(x), self.lift(y)
        certain, possible = condition.certain, condition.possible
        sure = certain is possible or bool((certain == possible).all())
        if sure and x.exact and y.exact:
            return Ball(np.where(certain, x.mid, y.mid), EXACT, None, self)
        mid, rad, size = (np.where(certain, getattr(x, p), getattr(y, p)) for p in ("mid", "rad", "size"))
        if sure:
            return Ball(mid, rad, size, self)
        low = np.minimum(x.mid - x.rad, y.mid - y.rad)
        high = np.maximum(x.mid + x.rad, y.mid + y.rad)
        middle = low / 2 + high / 2
        reach = np.maximum(np.maximum(abs(x.mid - middle) + x.rad, abs(y.mid - middle) + y.rad) * OUTWARD, 0)
        undecided = possible & ~certain
        return Ball(
            np.where(undecided, np.where(np.isfinite(middle), middle, 0.0), mid),
            np.where(undecided, np.where(np.isfinite(reach), reach, math.inf), rad),
            np.where(undecided, np.maximum(x.size, y.size), size),
            self,
        )

    def known(self, ball: Ball, other: Callable[[], Ball]) -> Ball:
        """The ball, and where its radius is infinite that of `other()`."""
        nothing = ball.rad == math.inf
        if not np.any(nothing):
            return ball
        instead = other()
        mid, rad, size = (np.where(nothing, getattr(instead, p), getattr(ball, p)) for p in ("mid", "rad", "size"))
        return Ball(mid, rad, size, self)

    def apart(self, formula: Callable[[Any, Any], Any], z: Ball) -> Any:
        """1, but 0 to 2 where the exact number is subnormal and its reciprocal does not overflow.

        There a compiler may divide by it as it is, since 1/(1/d) is d, and multiply with what it has flushed to 0 or rounded.
        Where the reciprocal overflows, what comes of it is not finite.
        """
        exact = Balls(REAL)
        value = exact.like(formula(Ball(z.mid, z.rad, z.size, exact), exact), z)
        largest, least = abs(value.mid) + value.rad, abs(value.mid) - value.rad
        twofold = ~((least >= self.precision.eta) | (largest < 1 / self.precision.largest))
        return Ball(np.ones(z.shape), np.where(twofold, 1.0, 0.0), np.ones(z.shape), self) if twofold.any() else 1

    def maximum(self, x: Any, y: Any) -> Ball:
        """The larger of two itself where it is certain, else between the larger lower end and the larger upper end."""
        x, y = self.lift(x), self.lift(y)
        if x.exact and y.exact:
            mid = np.maximum(x.mid, y.mid)
            return Ball(mid, EXACT, abs(mid), self)
        larger = x > y
        sure = self.where(Trilean(larger.certain, larger.certain), x, y)
        undecided = larger.possible & ~larger.certain
        if not undecided.any():
            return sure
        low, high = np.maximum(x.mid - x.rad, y.mid - y.rad), np.maximum(x.mid + x.rad, y.mid + y.rad)
        middle = low / 2 + high / 2
        # each end is rounded once, and so is the middle
        reach = (high / 2 - low / 2) * OUTWARD + 4 * U * np.maximum(abs(low), abs(high)) + TINY
        known = np.isfinite(reach)
        return Ball(
            np.where(undecided, np.where(known, middle, 0.0), sure.mid),
            np.where(undecided, np.where(known, reach, math.inf), sure.rad),
            np.where(undecided, np.maximum(x.size, y.size), sure.size),
            self,
        )

    def minimum(self, x: Any, y: Any) -> Ball:
        """The smaller of two, likewise."""
        return -self.maximum(-self.lift(x), -self.lift(y))

    def max(self, x: Ball, axis: int) -> Ball:
        """The largest entry along `axis`, which is kept: within the largest radius of the largest midpoint."""
        rad, size = filling(x.rad, x.shape), filling(x.size, x.shape)
        mid = x.mid.max(axis=axis, keepdims=True)
        if x.exact:
            return Ball(mid, EXACT, abs(mid), self)
        return Ball(mid, rad.max(axis=axis, keepdims=True), size.max(axis=axis, keepdims=True), self)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Overflow and division by zero inside become infinite radii."""
        with np.errstate(all="ignore"):
            yield


def balls(precision: Precision, library: str | Rows = "numpy") -> Balls:
    """Ball arithmetic for what `library`, or somebody with rows of accuracy of their own, computes; the same one each time."""
    return _balls(precision, library)


_balls = cache(Balls)
