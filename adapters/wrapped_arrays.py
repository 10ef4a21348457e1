"""Arrays of a framework with the operators that our formulas use, and a namespace over its operations: few have them all."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic.float import OF_NUMBERS
from nablacheck.reference.arithmetic.language import MissingName
from nablacheck.reference.arithmetic.types import Scalar

Array = Any


@dataclass(frozen=True)
class Operations:
    """What a framework has for the namespace of our formulas, by name, of its own arrays.

    `elementary` has the functions of the accuracy table, `total(array, axis)` keeps the axis, `largest` too and lets no
    derivative through; `filled(value, array)` is a number in the shape and the format of an array, `constant(numbers, array)`
    an array of NumPy in the format of one. `both`, `either` and `negated` are of truths, and `alike` gives several arrays one
    shape, where the framework does not do that itself.
    """

    elementary: Mapping[str, Callable[..., Array]]
    where: Callable[[Array, Array, Array], Array]
    maximum: Callable[[Array, Array], Array]
    minimum: Callable[[Array, Array], Array]
    absolute: Callable[[Array], Array]
    total: Callable[[Array, int], Array]
    largest: Callable[[Array, int], Array]
    filled: Callable[[float, Array], Array]
    constant: Callable[[Any, Array], Array]
    shape: Callable[[Array], tuple[int, ...]] = lambda array: tuple(array.shape)
    both: Callable[[Array, Array], Array] = operator.and_
    either: Callable[[Array, Array], Array] = operator.or_
    negated: Callable[[Array], Array] = operator.invert
    alike: Callable[..., list[Array]] = lambda *arrays: list(arrays)


class Wrapped:
    """An array of a framework, with the operators that formulas use."""

    __slots__ = ("of", "raw")
    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None

    def __init__(self, raw: Array, of: Operations) -> None:
        self.raw, self.of = raw, of

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return self.of.shape(self.raw)

    def sum(self, axis: int, keepdims: bool = False) -> Wrapped:
        """The sum over a layer, which is kept."""
        return Wrapped(self.of.total(self.raw, axis), self.of)

    def _with(self, other: Any, step: Callable[[Array, Array], Array]) -> Any:
        if isinstance(other, np.ndarray):  # of constants, as the weights of classes
            other = self.of.constant(other, self.raw)
        elif isinstance(other, Wrapped):
            other = other.raw
        elif not isinstance(other, Scalar):
            return NotImplemented
        return Wrapped(step(*self.of.alike(self.raw, other)), self.of)

    def __add__(self, other: Any) -> Any:
        return self._with(other, operator.add)

    def __sub__(self, other: Any) -> Any:
        return self._with(other, operator.sub)

    def __mul__(self, other: Any) -> Any:
        return self._with(other, operator.mul)

    def __truediv__(self, other: Any) -> Any:
        return self._with(other, operator.truediv)

    def __radd__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: y + x)

    def __rsub__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: y - x)

    def __rmul__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: y * x)

    def __rtruediv__(self, other: Any) -> Any:
        return self._with(other, lambda x, y: y / x)

    def __pow__(self, exponent: Any) -> Wrapped:
        return Wrapped(self.raw**exponent, self.of)

    def __neg__(self) -> Wrapped:
        return Wrapped(-self.raw, self.of)

    def __abs__(self) -> Wrapped:
        return Wrapped(self.of.absolute(self.raw), self.of)

    def __gt__(self, other: Any) -> Any:
        return self._with(other, operator.gt)

    def __lt__(self, other: Any) -> Any:
        return self._with(other, operator.lt)

    def __ge__(self, other: Any) -> Any:
        return self._with(other, operator.ge)

    def __le__(self, other: Any) -> Any:
        return self._with(other, operator.le)

    def __eq__(self, other: object) -> Any:
        return self._with(other, operator.eq)

    def __ne__(self, other: object) -> Any:
        return self._with(other, operator.ne)

    def __and__(self, other: Any) -> Any:
        return self._with(other, self.of.both)

    def __or__(self, other: Any) -> Any:
        return self._with(other, self.of.either)

    def __invert__(self) -> Wrapped:
        return Wrapped(self.of.negated(self.raw), self.of)


class Formulas:
    """The namespace of our formulas over the operations of a framework."""

    name = "framework"
    pi = math.pi
    pow = staticmethod(operator.pow)

    def __init__(self, of: Operations, title: str) -> None:
        self._of, self._title = of, title
        for name, function in of.elementary.items():
            setattr(self, name, self._either(name, function))

    def __getattr__(self, name: str) -> Any:
        raise MissingName(
            f"cannot compute a formula with xp.{name}, which {self._title} does not have: leave the adapter out, or write the "
            "formula without it."
        )

    def _either(self, name: str, function: Callable[..., Array]) -> Callable[[Any], Any]:
        of_numbers = OF_NUMBERS[name]
        return lambda x: of_numbers(x) if isinstance(x, Scalar) else Wrapped(function(x.raw), self._of)

    def _arrays(self, like: Any, *parts: Any) -> list[Array]:
        return self._of.alike(*(part.raw if isinstance(part, Wrapped) else self._of.filled(part, like.raw) for part in parts))

    def where(self, condition: Wrapped, x: Any, y: Any) -> Wrapped:
        """x where the condition holds, else y."""
        like = next((part for part in (x, y) if isinstance(part, Wrapped)), None)
        if like is None:
            raise NotImplementedError("of two constants nobody says in which format")
        return Wrapped(self._of.where(*self._arrays(like, condition, x, y)), self._of)

    def maximum(self, x: Any, y: Any) -> Wrapped:
        """The larger of two, of which one may be a number."""
        return Wrapped(self._of.maximum(*self._arrays(x if isinstance(x, Wrapped) else y, x, y)), self._of)

    def minimum(self, x: Any, y: Any) -> Wrapped:
        """The smaller of two, of which one may be a number."""
        return Wrapped(self._of.minimum(*self._arrays(x if isinstance(x, Wrapped) else y, x, y)), self._of)

    def max(self, z: Wrapped, axis: int) -> Wrapped:
        """The largest entry along an axis: a shift, through which no derivative is taken."""
        return Wrapped(self._of.largest(z.raw, axis), self._of)

    def like(self, value: Any, z: Wrapped) -> Wrapped:
        """`value`, a number or an array, in the shape of `z`."""
        if isinstance(value, Wrapped) and value.shape == z.shape:
            return value
        one = Wrapped(self._of.filled(1.0, z.raw), self._of)
        return Wrapped((value * one).raw, self._of)
