"""Small numbers in a source, however they are spelled: `1e-6`, `10.0**-6`, `1 / 10**6`, `pow(10, -k)`, `float("1e-6")`."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

SMALL = 2.0**-7
"""A number below this is a tolerance until it is shown to be something else."""
STEPS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
}
CALLS = {
    **dict.fromkeys(("pow", "power", "float_power"), lambda x, y: x**y),
    **dict.fromkeys(("float", "float32", "float64", "Decimal"), float),
    "Fraction": lambda *parts: float(Fraction(*parts)),
    "ldexp": math.ldexp,
    "exp": math.exp,
    "exp2": lambda x: 2.0**x,
    "fromhex": float.fromhex,
}
"""What makes a number of numbers, by the last part of its name."""


class Found(NamedTuple):
    """A small number: where, as it is written, whether it is a power of two, whether something is compared with it."""

    line: int
    text: str
    binary: bool
    compared: bool


def folded(node: ast.AST) -> float | str | None:
    """The value of an expression of literals; None for every other."""
    try:
        match node:
            case ast.Constant(value=bool()):
                return None
            case ast.Constant(value=int() | float() | str() as value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=of):
                return -folded(of)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in STEPS:
                return STEPS[type(op)](_number(left), _number(right))
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[_, *_] as given, keywords=[]) if (
                name in CALLS
            ):
                return CALLS[name](*map(folded, given))
    except (ArithmeticError, TypeError, ValueError):  # no number, or none that a float holds
        return None
    return None


def _number(node: ast.AST) -> float:
    value = folded(node)
    if isinstance(value, str):
        raise TypeError("a text")
    return value


def small(source: str) -> Iterator[Found]:
    """Every constant expression with a value next to zero, and every power that is one for some exponent."""
    yield from _below(ast.parse(source), compared=False)


def _below(node: ast.AST, compared: bool) -> Iterator[Found]:
    within = compared or (isinstance(node, ast.Compare) and any(isinstance(op, INEQUALITIES) for op in node.ops))
    inside = [found for child in ast.iter_child_nodes(node) for found in _below(child, within)]
    value = _value(node)
    if not inside and value is not None:
        text = f"/ {ast.unparse(node.right)}" if folded(node) is None and _divides(node) else ast.unparse(node)
        inside = [Found(node.lineno, text, math.frexp(abs(value))[0] == 0.5, compared)]
    yield from inside


def _divides(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)


def _value(node: ast.AST) -> float | None:
    """The value of a small constant, or the base of a power that shrinks: 10**k for any k, 2**-k, x / 2**k, x / 1000."""
    value = folded(node)
    if isinstance(value, int | float):
        return value if 0 < abs(value) < SMALL else None
    match node:
        case ast.BinOp(op=ast.Div(), right=divisor) if isinstance(by := folded(divisor), int | float):
            return by if abs(by) > 1 / SMALL else None
        case ast.BinOp(op=ast.Div(), right=ast.BinOp(left=base, op=ast.Pow())):
            return folded(base)
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent) if isinstance(value := folded(base), int | float):
            return value if value == 10 or abs(value) < 1 or isinstance(exponent, ast.UnaryOp) else None
        case ast.Call(func=ast.Name(id="pow") | ast.Attribute(attr="pow" | "power" | "float_power"), args=[base, _]):
            return folded(base)
    return None


INEQUALITIES = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def _base(node: ast.AST) -> float | None:
    """The base of a power that shrinks: 10**k for any k, 2**-k, x / 2**k, x / 1000."""
    match node:
        case ast.BinOp(op=ast.Div(), right=ast.BinOp(left=base, op=ast.Pow())):
            return folded(base)
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent) if isinstance(value := folded(base), int | float):
            return value if value in (10, -10) or abs(value) < 1 or isinstance(exponent, ast.UnaryOp) else None
        case ast.Call(func=ast.Name(id="pow") | ast.Attribute(attr="pow" | "power" | "float_power"), args=[base, _]):
            return folded(base)
    return None
