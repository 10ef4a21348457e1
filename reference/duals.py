"""Numbers that move: each with its rate of change along a direction, in any arithmetic (dual numbers, forward mode).

x + ẋε with ε² = 0 (Clifford 1873): every operation carries the rate along, by its own derivative, written with the operations
of the arithmetic itself. The equations of the book, run on them, give what Pearlmutter calls R of each letter: how z, a, δ, ∇b
and ∇w change as the weights and biases start to move. In balls a rate encloses the true one and every one that rounding may
make of the same formula; in certified arithmetic it encloses the true one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import Arithmetic, Array
from nablacheck.reference.arithmetic.language import Carried, MissingName, exponent, no_function
from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.backprop import VectorJacobian
from nablacheck.reference.pullbacks import FUNCTIONS, SMOOTH, Pullbacks, elementary
from nablacheck.reference.reverse import Node

LATER = (Node, VectorJacobian)
"""What a dual number leaves an operation to."""


class Dual(Carried):
    """An array and its rate of change `dot`; None is the rate of a constant."""

    def __init__(self, value: Array, dot: Array | None, xp: Duals) -> None:
        self.value, self.dot, self.xp = value, dot, xp

    @property
    def mT(self) -> Dual:
        """The array with its last two axes exchanged."""
        return self._moved(lambda part: part.mT)

    def _moved(self, move: Callable[[Array], Array]) -> Dual:
        return Dual(move(self.value), None if self.dot is None else move(self.dot), self.xp)

    def __add__(self, other: Any) -> Any:
        if isinstance(other, LATER):
            return NotImplemented
        return Dual(self.value + _value(other), _sum(self.dot, _dot(other)), self.xp)

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, LATER) else self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        """(xy)˙ = ẋy + xẏ"""
        return NotImplemented if isinstance(other, LATER) else self._product(self, other, lambda x, y: x * y)

    def __matmul__(self, other: Any) -> Any:
        return self._product(self, other, lambda x, y: x @ y)

    def __rmatmul__(self, other: Any) -> Any:
        return self._product(other, self, lambda x, y: x @ y)

    def _product(self, x: Any, y: Any, product: Callable[[Array, Array], Array]) -> Dual:
        of_x = None if _dot(x) is None else product(_dot(x), _value(y))
        of_y = None if _dot(y) is None else product(_value(x), _dot(y))
        return Dual(product(_value(x), _value(y)), _sum(of_x, of_y), self.xp)

    def __truediv__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, LATER) else self._quotient(self, other)

    def __rtruediv__(self, other: Any) -> Dual:
        return self._quotient(other, self)

    def _quotient(self, x: Any, y: Any) -> Dual:
        """(x/y)˙ = ẋ/y − (x/y) ẏ/y, or with x ẏ times y⁻²"""
        p, q, by_divisor = _value(x), _value(y), _dot(y)
        of_x, of_y = (None if _dot(x) is None else _dot(x) / q), None
        if by_divisor is not None:
            of_y = -by_divisor * p * (1 / (q * q)) if self.xp.pullbacks.divides_by_square else -(p / q / q * by_divisor)
        return Dual(p / q, _sum(of_x, of_y), self.xp)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Dual:
        return self._moved(lambda part: -part)

    def __pow__(self, p: Any) -> Any:
        return self.xp.pow(self, p)

    def __abs__(self) -> Dual:
        x, xp = self.value, self.xp.base
        if self.dot is None:
            return Dual(abs(x), None, self.xp)
        return Dual(abs(x), xp.where(self > 0, self.dot, xp.where(self < 0, -self.dot, 0 * self.dot)), self.xp)

    def sum(self, axis: Any, keepdims: bool = False) -> Dual:
        """The sum along one axis or several."""
        return self._moved(lambda part: part.sum(axis=axis, keepdims=keepdims))

    def __gt__(self, other: Any) -> Any:
        return self._compared(other, self.value > _value(other))

    def __lt__(self, other: Any) -> Any:
        return self._compared(other, self.value < _value(other))

    def __ge__(self, other: Any) -> Any:
        return self._compared(other, self.value >= _value(other))

    def __le__(self, other: Any) -> Any:
        return self._compared(other, self.value <= _value(other))

    def __eq__(self, other: Any) -> Any:
        return self._compared(other, self.value == _value(other))

    def __ne__(self, other: Any) -> Any:
        return self._compared(other, self.value != _value(other))

    def _compared(self, other: Any, condition: Any) -> Any:
        """A comparison of enclosures of which one moves is not decided where both may be equal: there it changes."""
        if not isinstance(condition, Trilean) or (self.dot is None and _dot(other) is None):
            return condition
        equal = (self.value == _value(other)).possible
        return Trilean(condition.certain & ~equal, condition.possible | equal)


def _value(x: Any) -> Any:
    return x.value if isinstance(x, Dual) else x


def _dot(x: Any) -> Any:
    return x.dot if isinstance(x, Dual) else None


def _rate(x: Any) -> Any:
    """The rate of change, 0 of what does not move."""
    return 0 if _dot(x) is None else _dot(x)


def _sum(x: Array | None, y: Array | None) -> Array | None:
    """The sum of two rates."""
    return y if x is None else x if y is None else x + y


class Duals:
    """The text of the equations in numbers that move, over an arithmetic `base`, with what somebody's rates do differently.

    Where two branches of a formula meet, a rate is the hull of both sides, in floats halfway between them; where the formula
    jumps from the one to the other, as σ′ does at a kink, there is no rate, and the enclosure of it is infinite.
    """

    def __init__(self, base: Arithmetic, pullbacks: Pullbacks = SMOOTH) -> None:
        self.base: Any = base
        self.pullbacks, self.rules = pullbacks, elementary(pullbacks)
        self.name = base.name

    @property
    def precision(self) -> Any:
        """The precision of the arithmetic, if it models one."""
        return self.base.precision

    @property
    def pi(self) -> Any:
        """π, as the arithmetic has it."""
        return self.base.pi

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        if name not in elementary(SMOOTH):
            raise MissingName(no_function(name, FUNCTIONS))
        function, slope = getattr(self.base, name), self.rules[name]

        def apply(x: Any) -> Any:
            if not isinstance(x, Dual):
                return function(x)
            value = function(x.value)
            return Dual(value, None if x.dot is None else slope(x.dot, x.value, value, self.base), self)

        return apply

    def pow(self, x: Any, p: Any) -> Any:
        """x^p for a constant p, with the rate p x^(p − 1) ẋ."""
        if not isinstance(x, Dual):
            return self.base.pow(x, _value(p))
        if isinstance(p, Dual):  # a constant that was lifted
            less, k = p.value - 1, p.value
        else:
            k = exponent(p)
            less = k - 1
        value = self.base.pow(x.value, k)
        if x.dot is None or (isinstance(k, int) and k == 0):
            return Dual(value, None, self)
        return Dual(value, x.dot if isinstance(k, int) and k == 1 else x.dot * (k * self.base.pow(x.value, less)), self)

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        """x where the condition holds, else y."""
        moves = _dot(x) is not None or _dot(y) is not None
        dot = self.base.where(condition, _rate(x), _rate(y)) if moves else None
        return Dual(self.base.where(condition, _value(x), _value(y)), self._over_jumps(condition, x, y, dot), self)

    def _over_jumps(self, condition: Any, x: Any, y: Any, dot: Any) -> Any:
        """The rate of a choice, infinite where it is not decided and the two are not the same number."""
        if not isinstance(condition, Trilean) or not np.any(undecided := condition.possible & ~condition.certain):
            return dot
        joined = ~undecided | (self.base.lift(_value(x)) == _value(y)).possible
        if joined.all():
            return dot
        return self.base.where(Trilean(joined, joined), 0.0 if dot is None else dot, self.base.box(0.0, math.inf))

    def maximum(self, x: Any, y: Any) -> Any:
        """The larger of two."""
        value = self.base.maximum(_value(x), _value(y))
        return Dual(value, self._of_larger(x, y, lambda x, y: x > y), self)

    def minimum(self, x: Any, y: Any) -> Any:
        """The smaller of two."""
        value = self.base.minimum(_value(x), _value(y))
        return Dual(value, self._of_larger(x, y, lambda x, y: x < y), self)

    def _of_larger(self, x: Any, y: Any, wins: Callable[[Any, Any], Any]) -> Any:
        """The rate of the one that is chosen; of two that are equal halfway between."""
        if _dot(x) is None and _dot(y) is None:
            return None
        x, y = (part if isinstance(part, Dual) else self.lift(part) for part in (x, y))
        p, q = _rate(x), _rate(y)
        return self.base.where(wins(x, y), p, self.base.where(wins(y, x), q, (p + q) / 2))

    def max(self, x: Any, axis: int) -> Any:
        """The largest of a layer: a shift that cancels, through which no derivative is taken."""
        return Dual(self.base.max(_value(x), axis=axis), None, self)

    def lift(self, array: Any) -> Dual:
        """A constant."""
        return array if isinstance(array, Dual) else Dual(self.base.lift(array), None, self)

    def moving(self, array: Any, dot: Any) -> Dual:
        """An array that moves."""
        return Dual(self.base.lift(array), self.base.lift(dot), self)

    def like(self, value: Any, z: Any) -> Any:
        """`value`, a number or an array, in the shape of `z`."""
        like, dot = self.base.like(_value(value), _value(z)), _dot(value)
        return Dual(like, None if dot is None else self.base.like(dot, _value(z)), self)

    def box(self, array: Any, radius: Any) -> Dual:
        """Every real number within `radius` of the floats of an array, none of which moves."""
        return Dual(self.base.box(array, radius), None, self)

    def known(self, array: Any, other: Callable[[], Any]) -> Any:
        """The array: what stands in place of an enclosure that knows nothing need not have its rate."""
        return array

    def apart(self, formula: Callable[[Any, Any], Any], z: Any) -> Any:
        """By which factors the formula, computed twice, may differ."""
        return self.base.apart(formula, _value(z))

    def added(self, parts: Sequence[Any], terms: Sequence[int]) -> Any:
        """The sum of arrays, and of their rates."""
        moving = [(_dot(part), count) for part, count in zip(parts, terms, strict=True) if _dot(part) is not None]
        value = self.base.added([_value(part) for part in parts], terms)
        return Dual(value, self.base.added(*zip(*moving, strict=True)) if moving else None, self)

    def biased(self, product: Any, b: Any, terms: int) -> Any:
        """w a + b, and the rate of it, whose product ẇ a + w ȧ has twice as many terms."""
        value = self.base.biased(_value(product), _value(b), terms)
        if _dot(product) is None or _dot(b) is None:
            return Dual(value, _dot(b) if _dot(product) is None else _dot(product), self)
        return Dual(value, self.base.biased(_dot(product), _dot(b), 2 * terms), self)

    @contextmanager
    def working(self) -> Iterator[None]:
        """The context of the arithmetic."""
        with self.base.working():
            yield


def with_slope(formula: Callable[..., Array], slope: Callable[..., Array]) -> Callable[..., Array]:
    """`formula(x, other, xp)`, a σ′ or a ∇_a C, whose derivative by x is `slope(x, other, xp)`, whatever its own text gives."""

    def apply(x: Any, other: Any, xp: Any) -> Any:
        if not isinstance(xp, Duals):
            return formula(x, other, xp)
        there, base = (x.value, _value(other)), xp.base
        dot = None if x.dot is None else base.like(slope(*there, base), x.value) * x.dot
        return Dual(base.like(formula(*there, base), x.value), dot, xp)

    return apply
