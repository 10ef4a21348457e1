"""Reverse-mode differentiation of a formula in any arithmetic: what a framework does when it differentiates our formula.

A tape wraps an arithmetic. Its numbers remember what they were computed from, and the pullback of each operation is written
with the operations of the arithmetic itself (Griewank and Walther 2008, *Evaluating Derivatives*, section 3.2). In balls it
encloses every derivative that a framework may return for the same formula; in certified arithmetic, the derivative itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np

from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Arithmetic, Array
from nablacheck.reference.arithmetic.language import (
    CONDITION,
    LARGEST,
    NUMPY,
    OVERWRITES,
    SUM,
    MissingName,
    Whole,
    exponent,
    no_attribute,
    no_function,
)
from nablacheck.reference.costs import Cost
from nablacheck.reference.errors import FormulaError
from nablacheck.reference.network import Problem

Pull = Callable[[Array], Array]


@dataclass(frozen=True)
class Pullbacks:
    """What frameworks do differently: |x|′ at 0, max′ by each of two equal numbers, and the derivative of x/y by y.

    `maximum` is what the first of two equal numbers gets, and the second, unless `maximum_second` says otherwise.

    `divides_by_square`, as in JAX: a cotangent g becomes (g · y⁻²) · x, which loses what y² or g · y⁻² does not hold, in
    place of g · ((x/y)/y). `masks_by_multiplying`, as in JAX: the cotangent of max is multiplied by 1, ½ or 0, so that a NaN
    stays one, in place of chosen or not; `where_by_multiplying`, as in MLX, is the same of where. `takes_exp_for_expm1`, as
    JAX does since 0.12: expm1′ is exp of the argument, and not expm1 + 1, which cancels. `tanh_by_factors`, as in JAX: tanh′ is
    (1 + tanh)(1 − tanh), whose own derivative cancels near 0, in place of 1 − tanh².
    """

    abs: float = 0.0
    maximum: float = 0.5
    maximum_second: float | None = None
    divides_by_square: bool = False
    masks_by_multiplying: bool = False
    where_by_multiplying: bool = False
    takes_exp_for_expm1: bool = False
    tanh_by_factors: bool = False


SMOOTH = Pullbacks()
"""Halfway between the one-sided derivatives: right where two branches of a smooth function meet."""


REFLECTED: Mapping[np.ufunc, str] = {
    np.add: "__radd__",
    np.subtract: "__rsub__",
    np.multiply: "__rmul__",
    np.divide: "__rtruediv__",
    np.matmul: "__rmatmul__",
    np.greater: "__lt__",
    np.less: "__gt__",
    np.greater_equal: "__le__",
    np.less_equal: "__ge__",
    np.equal: "__eq__",
    np.not_equal: "__ne__",
}
"""What a number on the tape is asked for by `array * node`, which NumPy takes for np.multiply(array, node)."""


class Node(Whole):
    """A number on the tape: its value, and for each number it was computed from how a cotangent is pulled back."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Array, tape: Tape, *parents: tuple[Node, Pull]) -> None:
        self.value, self.tape, self.parents = value, tape, parents
        self.place = tape.record(self)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return self.value.shape  # type: ignore[no-any-return]

    @property
    def dtype(self) -> Any:
        """The dtype of the value."""
        return self.value.dtype

    def __getattr__(self, name: str) -> Any:
        raise MissingName(no_attribute(name))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        if method == "__call__" and ufunc in REFLECTED and inputs[1:] and inputs[1] is self:
            return getattr(self, REFLECTED[ufunc])(inputs[0])
        raise FormulaError(NUMPY)

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


ELEMENTARY: Mapping[str, Callable[[Array, Array, Array, Any], Array]] = {
    "exp": lambda g, x, r, xp: g * r,
    "expm1": lambda g, x, r, xp: g * (r + 1),
    "log": lambda g, x, r, xp: g / x,
    "log1p": lambda g, x, r, xp: g / (1 + x),
    "tanh": lambda g, x, r, xp: g * (1 - r * r),
    "erf": lambda g, x, r, xp: g * (xp.exp(-x * x) * (2 / xp.sqrt(xp.pi))),
    "erfc": lambda g, x, r, xp: -g * (xp.exp(-x * x) * (2 / xp.sqrt(xp.pi))),
    "sqrt": lambda g, x, r, xp: g / (2 * r),
    "sin": lambda g, x, r, xp: g * xp.cos(x),
    "cos": lambda g, x, r, xp: -g * xp.sin(x),
    "atan": lambda g, x, r, xp: g / (1 + x * x),
    "sigmoid": lambda g, x, r, xp: g * (r * (1 - r)),
}
"""By elementary function r = g(x), the pullback of a cotangent g."""


def _by_exp(g: Array, x: Array, r: Array, xp: Any) -> Array:
    """That of expm1, of its argument."""
    return g * xp.exp(x)


def _by_factors(g: Array, x: Array, r: Array, xp: Any) -> Array:
    """That of tanh, (1 + tanh)(1 − tanh)."""
    return (g + g * r) * (1 - r)


def elementary(pullbacks: Pullbacks) -> Mapping[str, Callable[[Array, Array, Array, Any], Array]]:
    """The pullbacks of elementary functions, as somebody has them; each is linear, and pushes a rate forward as well."""
    expm1 = {"expm1": _by_exp} if pullbacks.takes_exp_for_expm1 else {}
    tanh = {"tanh": _by_factors} if pullbacks.tanh_by_factors else {}
    return {**ELEMENTARY, **expm1, **tanh}


FUNCTIONS = (*ELEMENTARY, "pow", "where", "maximum", "minimum", "max", "like")
"""What `xp` has, beside the number pi."""


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
        z, k, xp = x.value, exponent(p), self.xp
        if k in (0, 1):
            return self.joined(xp.pow(z, k), (x, lambda g: g * k))
        less = k - 1 if isinstance(k, int) else xp.lift(k) - 1  # p is rounded to the precision first
        return self.joined(xp.pow(z, k), (x, lambda g: g * (k * xp.pow(z, less))))

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

    def added(self, parts: Sequence[Any], terms: int) -> Any:
        """Their sum, one after the other."""
        return reduce(operator.add, parts)

    @contextmanager
    def working(self) -> Iterator[None]:
        """The context of the arithmetic."""
        with self.xp.working():
            yield


def derivative(
    formula: Callable[[Any, Any], Any], x: Array, xp: Arithmetic, pullbacks: Pullbacks = SMOOTH, cotangent: Array = None
) -> Array:
    """The product of a cotangent, ones if it is left out, with the derivative of `formula(x, xp)` by x."""
    return differentiated(formula, x, Tape(xp, pullbacks), cotangent)[1]


def differentiated(formula: Callable[[Any, Any], Any], x: Array, tape: Tape, cotangent: Array = None) -> tuple[Array, Array]:
    """`formula(x, xp)`, and the product of a cotangent with its derivative, on a tape of one's own."""
    at = Node(x, tape)
    result = formula(at, tape)
    if not isinstance(result, Node):
        return tape.xp.like(result, x), tape.xp.like(0, x)
    g = tape.xp.like(1, result.value) if cotangent is None else cotangent
    return result.value, tape.xp.like(tape.pull(result, g, at), x)


def composed_activation(entry: Activation, pullbacks: Pullbacks = SMOOTH) -> Activation:
    """The activation whose derivative is that of its formula, as a framework takes it."""

    def vjp(z: Array, a: Array, cotangent: Array, xp: Any) -> Array:
        return derivative(entry.value, z, xp, pullbacks, cotangent)

    return entry.variant(prime=None, vjp=vjp, kinks={})


def composed_cost(entry: Cost, pullbacks: Pullbacks = SMOOTH) -> Cost:
    """The cost whose gradient is that of its formula, as a framework takes it."""
    return entry.variant(
        nabla_a=lambda a, y, xp: derivative(lambda a, tape: entry.value(a, y, tape), a, xp, pullbacks),
        kinked=False,
    )


def composed(problem: Problem, composes: Callable[[Any], bool], pullbacks: Pullbacks = SMOOTH) -> Problem:
    """The problem in which the entries that `composes` picks have the derivative of their formula."""
    network = problem.network
    if not any(composes(entry) for entry in (*network.activations.values(), network.cost)):
        return problem
    activations = {l: composed_activation(s, pullbacks) if composes(s) else s for l, s in network.activations.items()}
    cost = composed_cost(network.cost, pullbacks) if composes(network.cost) else network.cost
    return replace(problem, network=network.with_entries(activations, cost))
