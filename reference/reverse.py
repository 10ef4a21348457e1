"""Reverse-mode differentiation of a formula in any arithmetic: what a framework does when it differentiates our formula.

A tape wraps an arithmetic. Its numbers remember what they were computed from, and the pullback of each operation is written
with the operations of the arithmetic itself (Griewank and Walther 2008, *Evaluating Derivatives*, section 3.2). In balls it
encloses every derivative that a framework may return for the same formula; in certified arithmetic, the derivative itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import Any

from nablacheck.reference.arithmetic import Arithmetic, Array
from nablacheck.reference.arithmetic.language import (
    CONDITION,
    LARGEST,
    OVERWRITES,
    SUM,
    Carried,
    MissingName,
    exponent,
    no_function,
)
from nablacheck.reference.errors import FormulaError
from nablacheck.reference.pullbacks import ELEMENTARY, FUNCTIONS, SMOOTH, Pullbacks, elementary

Pull = Callable[[Array], Array]


class Node(Carried):
    """A number on the tape: its value, and for each number it was computed from how a cotangent is pulled back."""

    def __init__(self, value: Array, tape: Tape, *parents: tuple[Node, Pull]) -> None:
        self.value, self.tape, self.parents = value, tape, parents
        self.place = tape.record(self)

    def _over_itself(self, other: Any) -> Any:
        """What is given to a formula must stay; a number that the formula computed is replaced by another."""
        if not self.parents:
            raise FormulaError(OVERWRITES)
        return NotImplemented

    __iadd__ = __isub__ = __imul__ = __itruediv__ = __ipow__ = _over_itself

    def __add__(self, other: Any) -> Node:
        return self.tape.joined(self.value + _value(other), (self, lambda g: g), (other, lambda g: g))

    def __sub__(self, other: Any) -> Node:
        return self.tape.joined(self.value - _value(other), (self, lambda g: g), (other, lambda g: -g))

    def __rsub__(self, other: Any) -> Node:
        return self.tape.joined(other - self.value, (self, lambda g: -g))

    def __mul__(self, other: Any) -> Node:
        x, y = self.value, _value(other)
        return self.tape.joined(x * y, (self, lambda g: g * y), (other, lambda g: g * x))

    def __truediv__(self, other: Any) -> Node:
        x, y = self.value, _value(other)
        return self.tape.joined(x / y, (self, lambda g: g / y), (other, lambda g: self._by_divisor(g, x, y)))

    def __rtruediv__(self, other: Any) -> Node:
        y = self.value
        return self.tape.joined(other / y, (self, lambda g: self._by_divisor(g, other, y)))

    def _by_divisor(self, g: Array, x: Array, y: Array) -> Array:
        return -(g * (1 / (y * y))) * x if self.tape.pullbacks.divides_by_square else -g * (x / y / y)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Node:
        return self.tape.joined(-self.value, (self, lambda g: -g))

    def __pow__(self, p: Any) -> Node:
        return self.tape.pow(self, p)  # type: ignore[no-any-return]

    def __abs__(self) -> Node:
        x, xp, tie = self.value, self.tape.xp, self.tape.pullbacks.abs
        self.tape.meets(x > 0, x < 0)
        return self.tape.joined(abs(x), (self, lambda g: xp.where(x > 0, g, xp.where(x < 0, -g, tie * g))))

    def sum(self, axis: Any = None, keepdims: bool = False) -> Node:
        """The sum over a layer, which is kept."""
        if axis != -2 or not keepdims:
            raise FormulaError(SUM)
        x, xp = self.value, self.tape.xp
        return self.tape.joined(x.sum(axis=axis, keepdims=True), (self, lambda g: xp.like(g, x)))

    def __gt__(self, other: Any) -> Any:
        return self.tape.compared(self.value > _value(other))

    def __lt__(self, other: Any) -> Any:
        return self.tape.compared(self.value < _value(other))

    def __ge__(self, other: Any) -> Any:
        return self.tape.compared(self.value >= _value(other))

    def __le__(self, other: Any) -> Any:
        return self.tape.compared(self.value <= _value(other))

    def __eq__(self, other: Any) -> Any:
        return self.value == _value(other)

    def __ne__(self, other: Any) -> Any:
        return self.value != _value(other)


def _value(x: Any) -> Any:
    return x.value if isinstance(x, Node) else x


class Tape:
    """An arithmetic that remembers; `pull` then gives the product of a cotangent with the derivative."""

    def __init__(self, xp: Arithmetic, pullbacks: Pullbacks) -> None:
        self.xp: Any = xp
        self.pullbacks = pullbacks
        self.rules = elementary(pullbacks)
        self.name = xp.name
        self._nodes: list[Node] = []

    @property
    def pi(self) -> Any:
        """π, as the arithmetic has it."""
        return self.xp.pi

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        if name not in ELEMENTARY:
            raise MissingName(no_function(name, FUNCTIONS))
        return self._elementary(name)

    @property
    def steps(self) -> int:
        """How many numbers stand on it."""
        return len(self._nodes)

    def record(self, node: Node) -> int:
        """Takes a number on the tape; the place that it has there."""
        self._nodes.append(node)
        return len(self._nodes) - 1

    def meets(self, one: Any, other: Any) -> None:
        """Is called at each choice of a formula with its two conditions; where neither holds, there is a tie."""

    def compared(self, condition: Any) -> Any:
        """Is called at each comparison of a formula, whether a choice is made by it alone, with others or not at all."""
        return condition

    def joined(self, value: Array, *parents: tuple[Any, Pull]) -> Node:
        """A number computed from others; those among them that are not on the tape are constants."""
        return Node(value, self, *((parent, pull) for parent, pull in parents if isinstance(parent, Node)))

    def pull(self, result: Node, cotangent: Array, at: Node) -> Array:
        """The product of a cotangent with the derivative of `result` by `at`."""
        gathered: dict[int, Array] = {result.place: cotangent}
        for node in reversed(self._nodes[: result.place + 1]):
            g = gathered.pop(node.place, None) if node is not at else None
            if g is None:
                continue
            for parent, back in node.parents:
                share = self._summed(back(g), parent.shape)
                before = gathered.get(parent.place)
                gathered[parent.place] = share if before is None else before + share
        return gathered.get(at.place, 0)

    def _summed(self, g: Array, shape: tuple[int, ...]) -> Array:
        """A cotangent of what was broadcast along the neurons, added up."""
        return g.sum(axis=-2, keepdims=True) if g.shape != shape and shape[-2] == 1 else g

    def _elementary(self, name: str) -> Callable[[Any], Any]:
        function, pull = getattr(self.xp, name), self.rules[name]

        def apply(x: Any) -> Any:
            if not isinstance(x, Node):
                return function(x)
            value = function(x.value)
            return self.joined(value, (x, lambda g: pull(g, x.value, value, self.xp)))

        return apply

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        """x where the condition holds, else y; the cotangent of the other is zero."""
        if isinstance(condition, Node | bool | int | float):
            raise FormulaError(CONDITION)
        value, xp = self.xp.where(condition, _value(x), _value(y)), self.xp
        self.meets(condition, ~condition)
        if self.pullbacks.where_by_multiplying:
            ones, others = (xp.like(xp.where(condition, *of), value) for of in ((1, 0), (0, 1)))
            return self.joined(value, (x, lambda g: g * ones), (y, lambda g: g * others))
        return self.joined(value, (x, lambda g: xp.where(condition, g, 0)), (y, lambda g: xp.where(condition, 0, g)))

    def maximum(self, x: Any, y: Any) -> Any:
        """The larger of two."""
        p, q = _value(x), _value(y)
        return self._larger(self.xp.maximum(p, q), (x, p > q), (y, p < q))

    def minimum(self, x: Any, y: Any) -> Any:
        """The smaller of two."""
        p, q = _value(x), _value(y)
        return self._larger(self.xp.minimum(p, q), (x, p < q), (y, p > q))

    def _larger(self, value: Array, first: tuple[Any, Any], second: tuple[Any, Any]) -> Any:
        """One of two: each with the condition under which it is chosen, and the cotangent with it."""
        (x, mine), (y, others) = first, second
        self.meets(mine, others)
        tie, of_second = self.pullbacks.maximum, self.pullbacks.maximum_second
        second_tie = tie if of_second is None else of_second
        pulls = (lambda g: self._share(g, mine, others, tie)), (lambda g: self._share(g, others, mine, second_tie))
        return self.joined(value, (x, pulls[0]), (y, pulls[1]))

    def _share(self, g: Array, mine: Any, others: Any, tie: float) -> Array:
        """The part of a cotangent that goes to one of two, of which `tie` is what it gets where they are equal."""
        xp = self.xp
        if self.pullbacks.masks_by_multiplying:
            return g * xp.like(xp.where(mine, 1, xp.where(others, 0, tie)), g)
        return xp.where(mine, g, xp.where(others, 0, tie * g))

    def pow(self, x: Any, p: Any) -> Any:
        """x^p for a constant p; its derivative is p x^(p − 1)."""
        if not isinstance(x, Node):
            return self.xp.pow(x, p)
        z, xp = x.value, self.xp
        k = p if self._lifted(p) else exponent(p)
        if isinstance(k, int) and k in (0, 1):
            return self.joined(xp.pow(z, k), (x, lambda g: g * k))
        less = xp.lift(k) - 1 if isinstance(k, float) else k - 1  # p is rounded to the precision first
        return self.joined(xp.pow(z, k), (x, lambda g: g * (k * xp.pow(z, less))))

    def _lifted(self, p: Any) -> bool:
        """Whether an exponent is a number of the arithmetic, as a tape has lifted it that stands on this one."""
        return isinstance(p, type(self.xp.lift(1.0))) and not getattr(p, "shape", ())

    def max(self, x: Any, axis: Any = None) -> Any:
        """The largest of a layer: a shift, through which no derivative is taken."""
        if axis != -2:
            raise FormulaError(LARGEST)
        return self.xp.max(_value(x), axis=axis)

    def like(self, value: Any, z: Any) -> Any:
        """`value`, a number or an array, in the shape of `z`."""
        if not isinstance(value, Node):
            return self.xp.like(value, _value(z))
        return value if value.shape == z.shape else self.joined(self.xp.like(value.value, _value(z)), (value, lambda g: g))

    def lift(self, array: Any) -> Any:
        """A constant."""
        return self.xp.lift(array)

    def known(self, array: Any, other: Callable[[], Any]) -> Any:
        """The array: what a tape remembers is not replaced."""
        return array

    def apart(self, formula: Callable[[Any, Any], Any], z: Any) -> Any:
        """1: what a tape remembers was computed once."""
        return 1

    def added(self, parts: Sequence[Any], terms: Sequence[int]) -> Any:
        """Their sum, one after the other."""
        return reduce(operator.add, parts)

    def biased(self, product: Any, b: Any, terms: int) -> Any:
        """w a + b"""
        return product + b

    @contextmanager
    def working(self) -> Iterator[None]:
        """The context of the arithmetic."""
        with self.xp.working():
            yield


def derivative(
    formula: Callable[[Any, Any], Any], x: Array, xp: Arithmetic, pullbacks: Pullbacks = SMOOTH, cotangent: Array = None
) -> Array:
    """The product of a cotangent with the derivative of `formula(x, xp)` by x.

    The cotangent is ones where it is left out, and what a function makes of ones where it is one.
    """
    return differentiated(formula, x, Tape(xp, pullbacks), cotangent)[1]


def differentiated(formula: Callable[[Any, Any], Any], x: Array, tape: Tape, cotangent: Array = None) -> tuple[Array, Array]:
    """`formula(x, xp)`, and the product of a cotangent with its derivative, on a tape of one's own."""
    at = Node(x, tape)
    result = formula(at, tape)
    if not isinstance(result, Node):
        return tape.xp.like(result, x), tape.xp.like(0, x)
    ones = tape.xp.like(1, result.value)
    g = ones if cotangent is None else cotangent(ones) if callable(cotangent) else cotangent
    return result.value, tape.xp.like(tape.pull(result, g, at), x)
