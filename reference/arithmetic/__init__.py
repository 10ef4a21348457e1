"""Four arithmetics for one text of the equations: floats, balls, zonotopes, certified real numbers."""

from nablacheck.reference.arithmetic.ball import Ball
from nablacheck.reference.arithmetic.ball_arithmetic import Balls, balls
from nablacheck.reference.arithmetic.float import FLOAT
from nablacheck.reference.arithmetic.precision import FLOAT16, FLOAT32, FLOAT64, PRECISIONS, REAL, Precision, precision
from nablacheck.reference.arithmetic.types import Arithmetic, Array, Condition, Enclosures, Namespace
from nablacheck.reference.arithmetic.zonotope import Zonotope, Zonotopes, zonotopes

__all__ = [
    "FLOAT",
    "FLOAT16",
    "FLOAT32",
    "FLOAT64",
    "PRECISIONS",
    "REAL",
    "Arithmetic",
    "Array",
    "Ball",
    "Balls",
    "Condition",
    "Enclosures",
    "Namespace",
    "Precision",
    "Zonotope",
    "Zonotopes",
    "balls",
    "precision",
    "zonotopes",
]
