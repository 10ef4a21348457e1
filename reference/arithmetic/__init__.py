"""Three arithmetics for one text of the equations: floats, balls, certified real numbers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from nablacheck.reference.arithmetic.ball import Ball, Balls, balls
from nablacheck.reference.arithmetic.float import FLOAT
from nablacheck.reference.arithmetic.precision import FLOAT16, FLOAT32, FLOAT64, PRECISIONS, REAL, Precision, precision


class Arithmetic(Protocol):
    """What the text of the equations runs in: a namespace of functions, after the Array API convention."""

    name: str

    @property
    def where(self) -> Callable[..., Any]:
        """The choice between two values by a comparison."""

    def lift(self, array: Any) -> Any:
        """An array of floats, taken as exact, in this arithmetic."""

    def like(self, value: Any, z: Any) -> Any:
        """A number or an array in the shape of `z`."""

    def known(self, array: Any, other: Callable[[], Any]) -> Any:
        """`array`, and in place of enclosures that know nothing those of `other()`; floats are what they are."""

    def working(self) -> AbstractContextManager[None]:
        """The context in which the arithmetic computes."""


__all__ = [
    "FLOAT",
    "FLOAT16",
    "FLOAT32",
    "FLOAT64",
    "PRECISIONS",
    "REAL",
    "Arithmetic",
    "Ball",
    "Balls",
    "Precision",
    "balls",
    "precision",
]
