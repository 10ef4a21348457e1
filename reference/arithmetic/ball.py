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
from collections.abc import Callable, Sequence
from typing import Any, Protocol, Self, get_args

import numpy as np

from nablacheck.reference.arithmetic.language import BRANCH, EXPONENT, refusal
from nablacheck.reference.arithmetic.precision import Precision
from nablacheck.reference.arithmetic.radii import EXACT, OUTWARD, filling, narrowed, product_from_above
from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.arithmetic.types import Enclosures, Scalar

Zero = Callable[[], Any]
"""Where a result is exactly zero; asked only if a midpoint is 0, as that of every exact zero is."""


class Model(Enclosures, Protocol):
    """What is asked of the arithmetic that a ball is a number of."""

    precision: Precision
    elementwise: float
    floor: float

    def lift(self, value: Any, /) -> Ball:
        """What is no ball yet, as one."""

    def pow(self, x: Any, p: Any, /) -> Ball:
        """x^p for a constant p."""

    def rounded(self, mid: Any, spread: Any, size: Any, zero: Zero) -> Ball:
        """The ball of an elementwise step."""

    def summed(self, mid: Any, spread: Any, absolute: Any, terms: int, zero: Zero, added: Any = None) -> Ball:
        """The ball of a sum."""

    def unrounded(self, x: Ball) -> Ball:
        """Every number that is rounded to one of `x`."""

    def beside(self, blocks: Sequence[Ball]) -> Ball:
        """Blocks of examples as balls of one array."""


class Narrow:
    """An array in float32 that is made when somebody asks; it knows no ball, which may keep what was made of it."""

    __slots__ = ("_array", "_make")

    def __init__(self, make: Callable[[], Any]) -> None:
        self._array, self._make = None, make

    @property
    def array(self) -> Any:
        """The array."""
        if self._array is None:
            self._array = self._make()
            del self._make
        return self._array


class Ball:
    """An array of balls: `mid` ± `rad`, with `size`, the sum of the absolute terms that `mid` was computed from.

    `size` bounds nothing: it is the yardstick of the radius. It includes the underflow that the radius does, so that a
    result which only underflow blurs is not taken for one that rounding has drowned.
    """

    __slots__ = ("_kept", "_narrow", "_size", "_terms", "_zeros", "mid", "model", "rad")
    __array_ufunc__ = None  # NumPy leaves `array * ball` to the ball
    __hash__ = None  # type: ignore[assignment]
    __bool__ = refusal(BRANCH)
    __rpow__ = refusal(EXPONENT.format("an array"))

    def __init__(self, mid: Any, rad: Any, size: Any, model: Model) -> None:
        self.mid, self.rad, self._size, self.model = mid, rad, size, model
        self._zeros: bool | None = None
        self._kept: tuple[object, Ball] | None = None
        self._narrow: Narrow | None = None
        self._terms: Any = None

    @property
    def size(self) -> Any:
        """The sum of the absolute terms; of an exact ball |mid|, which is computed when somebody asks."""
        if self._size is None:
            self._size = abs(self.mid)
        return self._size

    @property
    def terms(self) -> Any:
        """What the absolute terms of a sum add up to at most, for any choice of numbers from its operands."""
        return self.size + self.rad if self._terms is None else self._terms

    def with_terms(self, terms: Any) -> Self:
        """The same, of which that is known otherwise, or None: its radius says less than its operands' did."""
        self._terms = terms
        return self

    def kept(self, key: object, make: Callable[[], Ball]) -> Ball:
        """What `make` gives, which is computed anew only where another key was asked for in between; known by identity."""
        if self._kept is None or self._kept[0] is not key:
            self._kept = key, make()
        return self._kept[1]

    @property
    def narrow(self) -> Any:
        """|mid| in float32: a letter is a factor of two equations or more, and is written in it once."""
        return self._narrower.array

    @property
    def _narrower(self) -> Narrow:
        if self._narrow is None:
            mid = self.mid
            self._narrow = Narrow(lambda: narrowed(mid))
        return self._narrow

    def with_narrow(self, narrow: Any) -> Self:
        """The same, of which |mid| in float32 is known, or None."""
        self._narrow = None if narrow is None else Narrow(lambda: narrow)
        return self

    @property
    def zeros(self) -> bool:
        """Whether an entry may be exactly zero; False says that none is, and is known of most before anybody asks."""
        if self._zeros is None:
            few = self.mid[..., :1]  # where a window begins there are zeros around it, and the rest needs not be read
            self._zeros = not (few.all() and self.mid.all())
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
        return self._view(lambda part: part.mT).with_zeros(self._zeros)

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
            ball = Ball(move(self.mid), EXACT, None, self.model)
        else:
            rad, size = (move(filling(part, self.shape)) for part in (self.rad, self.size))
            ball = Ball(move(self.mid), rad, size, self.model)
        narrower = self._narrower  # what was moved is moved in float32 as well, which is less to read than to write it anew
        ball._narrow = Narrow(lambda: move(narrower.array))
        return ball.with_terms(None if self._terms is None else move(self._terms))

    def __neg__(self) -> Ball:
        return Ball(-self.mid, self.rad, self.size, self.model)

    def __abs__(self) -> Ball:
        return Ball(abs(self.mid), self.rad, self.size, self.model)

    def __add__(self, other: Any) -> Ball:
        """x + y; exact numbers that cancel leave exactly zero"""
        if not isinstance(other, FACTORS):
            return NotImplemented  # Python then tries other.__radd__ and the like: other may be a reverse.Node
        other = self.model.lift(other)
        mid, spread = self.mid + other.mid, self.rad if other.exact else other.rad if self.exact else self.rad + other.rad
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
        zero = lambda: self.is_zero() | other.is_zero()
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
        zero = lambda: self.is_zero() & (away_from_zero > 0)
        return self.model.rounded(quotient, spread, self.size / other.absolute, zero)

    def __matmul__(self, other: Any) -> Ball:
        """A product of matrices; its error grows with Σ|terms|, not with the result."""
        x, y, terms = self, self.model.lift(other), self.shape[-1]
        absolute = product_from_above(_either_sign(x), _either_sign(y), lambda: (x.narrow, y.narrow))
        spread = _of_product(x, y, product_from_above)

        def zero() -> Any:
            empty = absolute + spread == 0
            if empty.any():  # exactly zero, or underflowed: count the terms that are not zero
                empty = (~x.is_zero()).astype(float) @ (~y.is_zero()).astype(float) == 0
            return empty

        return self.model.summed(x.mid @ y.mid, spread, absolute, terms, zero, _meeting(x, y))

    def sum(self, axis: int | tuple[int, ...], keepdims: bool = False) -> Ball:
        """A sum along one axis or several, in any order; a product with ones."""
        along: dict[str, Any] = {"axis": axis, "keepdims": keepdims}
        spread = EXACT if self.exact else filling(self.rad, self.shape).sum(**along)
        absolute = self.absolute.sum(**along)
        terms = math.prod(self.shape[i] for i in (axis if isinstance(axis, tuple) else (axis,)))
        added = (~self.is_zero()).sum(**along) if self.zeros else None
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

    def is_zero(self) -> Any:
        """Where it is exactly zero, entry by entry."""
        return self.mid == 0 if self.exact else (self.mid == 0) & (self.rad == 0)

    def _not_zero(self, axis: int) -> Any:
        """How many entries along an axis are not exactly zero."""
        there = self.mid != 0 if self.exact else ~self.is_zero()
        # in the narrowest integers that hold it, of which a register takes the most; γ wants them in float64
        narrow = np.min_scalar_type(self.shape[axis])
        return there.view(np.uint8).sum(axis=axis, keepdims=True, dtype=narrow).astype(float)


def _ball_again(mid: Any, rad: Any, size: Any, model: Model) -> Ball:
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
