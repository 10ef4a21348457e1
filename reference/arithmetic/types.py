"""The types of the arrays, and what formulas and equations may ask of an arithmetic: three protocols, each with more.

A formula, the text of an activation or a cost, is written in a `Namespace`. The equations run in an `Arithmetic`, which can
also take floats in. `Enclosures` are the arithmetics whose numbers hold every value that may be meant. The names are those of
the Python array API standard where that has the function; `max` and `like` are our own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Array = Any
"""An array of whichever arithmetic is at work: of NumPy, balls, certified numbers, numbers on a tape, a framework's tensor.

Letters are (…, n_l, m): neurons in rows, examples in columns. All have +, −, ·, /, abs, powers, comparisons, `shape` and
`sum(axis=-2, keepdims=True)`; numbers of Python may stand on either side.
"""
Condition = Any
"""What a comparison of arrays gives: booleans, entry by entry, or for enclosures a `Trilean`. &, | and ~ join them."""
Scalar = int | float
"""A number of Python: a constant, which takes the precision of the array that it meets."""


class Namespace(Protocol):
    """What a formula may use beside the operators of an array: `xp` in `value(z, xp)`.

    A function of a number of Python gives a constant, as xp.sqrt(2).
    """

    name: str

    @property
    def pi(self) -> Array:
        """π"""

    def exp(self, x: Array, /) -> Array:
        """e^x"""

    def expm1(self, x: Array, /) -> Array:
        """e^x − 1, without cancellation near 0"""

    def log(self, x: Array, /) -> Array:
        """log x, x > 0"""

    def log1p(self, x: Array, /) -> Array:
        """log(1 + x), without cancellation near 0"""

    def tanh(self, x: Array, /) -> Array:
        """tanh x"""

    def erf(self, x: Array, /) -> Array:
        """2/√π ∫ e^−t² from 0 to x"""

    def erfc(self, x: Array, /) -> Array:
        """1 − erf(x), without cancellation for large x"""

    def sqrt(self, x: Array, /) -> Array:
        """√x, x ≥ 0"""

    def sin(self, x: Array, /) -> Array:
        """sin x"""

    def cos(self, x: Array, /) -> Array:
        """cos x"""

    def atan(self, x: Array, /) -> Array:
        """The angle between −π/2 and π/2 whose tangent is x."""

    def sigmoid(self, x: Array, /) -> Array:
        """1 / (1 + e^−x), without overflow"""

    def pow(self, x: Array, exponent: Any, /) -> Array:
        """x^p for a constant p: a whole number, or any real one where x > 0; the same as x**p."""

    def where(self, condition: Condition, x: Array, y: Array, /) -> Array:
        """x where the condition holds, else y."""

    def maximum(self, x: Array, y: Array, /) -> Array:
        """The larger of two."""

    def minimum(self, x: Array, y: Array, /) -> Array:
        """The smaller of two."""

    def max(self, x: Array, axis: int) -> Array:
        """The largest of a layer, `axis` = −2, which is kept: a shift that cancels, through which no derivative is taken."""

    def like(self, value: Any, z: Array) -> Array:
        """`value`, a number or an array that broadcasts, in the shape and the format of `z`.

        A formula may return a constant or one row for a whole layer, as prime does in `lambda z, a, xp: 1`: with like it
        becomes an array. Where `value` has that shape already it is the same numbers.
        """


class Arithmetic(Namespace, Protocol):
    """What the text of the equations runs in."""

    def lift(self, array: Any, /) -> Array:
        """An array of floats, taken as exact, in this arithmetic; what is in it already stays as it is."""

    def known(self, array: Array, other: Callable[[], Array], /) -> Array:
        """`array`, with `other()` in place of those enclosures that know nothing; floats are what they are."""

    def apart(self, formula: Callable[[Array, Namespace], Array], z: Array, /) -> Array:
        """By which factors `formula(z, xp)`, computed twice, may differ: 1, but 0 to 2 where one of the two may be flushed."""

    def added(self, parts: Sequence[Array], terms: Sequence[int], /) -> Array:
        """The sum of arrays, each of them a sum of so many terms: an enclosure holds every order of all terms."""

    def biased(self, product: Array, b: Array, terms: int, /) -> Array:
        """w a + b for the product w a, a sum of so many terms; an enclosure holds the sums that begin with b."""

    def working(self) -> AbstractContextManager[None]:
        """The context in which the arithmetic computes: its precision, and silence about what is not finite."""


class Enclosures(Arithmetic, Protocol):
    """An arithmetic each of whose numbers is a set: every value that may be meant.

    Comparisons give a `Trilean`, `where` the hull of both values where it is not decided, and a result holds whatever the
    operation makes of any values of the operands.
    """

    def box(self, array: Any, radius: Any) -> Array:
        """Every real number within `radius` of the floats of an array."""
