"""Power series with enclosed coefficients: derivatives that know the definitions of a network and no rule of backpropagation.

Put w + t for a weight w, and the coefficient of t in C is ∂C/∂w, by the chain rule of Taylor series and nothing else
(Griewank and Walther 2008, chapter 13). Put a whole box for w, and the coefficient of t² encloses C″(ξ)/2 for every ξ in
the box: the remainder of Taylor's theorem.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import flint
import numpy as np

from nablacheck.reference.arithmetic.certified import Certified, CertifiedArray
from nablacheck.reference.backprop import BOOK, Equations, Pass, forward
from nablacheck.reference.problem import Problem


class Series(Certified):
    """The text of the equations in numbers and power series, for the smooth activations and costs that tests choose."""

    name = "series"
    exp, log, erf, erfc = (
        staticmethod(np.frompyfunc(function, 1, 1))
        for function in (lambda x: x.exp(), lambda x: x.log(), lambda x: x.erf(), lambda x: 1 - x.erf())
    )
    tanh = staticmethod(np.frompyfunc(lambda x: 1 - 2 / (1 + (2 * x).exp()), 1, 1))

    def maximum(self, x: Any, y: Any) -> Any:
        """The larger of a series and a number, by the constant terms, which tests choose apart."""
        return np.frompyfunc(lambda x, y: x if coefficient(x, 0) > y else y + 0 * x, 2, 1)(x, y)

    def minimum(self, x: Any, y: Any) -> Any:
        """The smaller of the two, likewise."""
        return -self.maximum(-x, -y)

    def like(self, value: Any, z: Any) -> Any:
        """`value`, a number or an array, in the shape of `z`."""
        return np.broadcast_to(np.asarray(value, dtype=object), z.shape).view(CertifiedArray)

    def max(self, x: Any, axis: int) -> Any:
        """A shift for softmax, which is the same for every shift: the largest of the numbers without their t."""
        return super().max(coefficient(x, 0), axis)


SERIES = Series(640)


ORDER = 3
"""Series are cut off before this power of t."""


def variable(at: Any = 0) -> flint.arb_series:
    """at + t"""
    return flint.arb_series([at, 1], prec=ORDER)


def coefficient(numbers: Any, power: int) -> Any:
    """The coefficient of a power of t, entry by entry; a number without t has none but its constant."""
    if isinstance(numbers, np.ndarray):  # and not by its length, which a series has too
        return np.frompyfunc(lambda number: coefficient(number, power), 1, 1)(np.asarray(numbers))
    if isinstance(numbers, flint.arb_series):
        assert power < ORDER
        return numbers[power]
    return numbers if power == 0 else 0 * numbers


def slope(numbers: Any) -> Any:
    """The rate of change with t, entry by entry."""
    return coefficient(numbers, 1)


def moved(problem: Problem, letter: str, l: int, index: tuple[int, int], by: Any = None, equations: Equations = BOOK) -> Pass:
    """The pass whose entry w^l[index], b^l[index], z^l[index] or a^l[index] has moved by t, or by another number or series."""
    by = variable() if by is None else by

    def change(array: Any) -> Any:
        array = np.array(array, dtype=object).view(CertifiedArray)
        array[index] = array[index] + by
        return array

    t = Pass(problem, SERIES)
    if letter in ("w", "b"):
        getattr(t, letter)[l] = change(getattr(t, letter)[l])
        return forward(t, equations)
    right = getattr(equations, letter)
    return forward(t, replace(equations, **{letter: lambda t, r: change(right(t, r)) if r == l else right(t, r)}))
