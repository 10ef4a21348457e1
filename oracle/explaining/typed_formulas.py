"""Formulas as they are typed, read from their text: computed in any arithmetic, printed as in a book.

A formula is an expression of Python in the letters z, a, y and n, numbers and a few functions.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from nablacheck.reference.arithmetic import Arithmetic

Array = Any
Letters = Mapping[str, Array]


def _softmax(x: Array, xp: Arithmetic) -> Array:
    e = xp.exp(x - xp.max(x, axis=-2))
    return e / e.sum(axis=-2, keepdims=True)


FUNCTIONS: Mapping[str, Callable[[Array, Arithmetic], Array]] = {
    "exp": lambda x, xp: xp.exp(x),
    "log": lambda x, xp: xp.log(x),
    "tanh": lambda x, xp: xp.tanh(x),
    "sigmoid": lambda x, xp: xp.sigmoid(x),
    "softplus": lambda x, xp: xp.log1p(xp.exp(x)),
    "softmax": _softmax,
    "erf": lambda x, xp: xp.erf(x),
    "sinh": lambda x, xp: (xp.exp(x) - xp.exp(-x)) / 2,
    "cosh": lambda x, xp: (xp.exp(x) + xp.exp(-x)) / 2,
    "sqrt": lambda x, xp: xp.sqrt(x),
    "abs": lambda x, xp: abs(x),
}
"""The functions that a formula may have."""
SIGNS = {ast.Add: "+", ast.Sub: "−", ast.Mult: "·", ast.Div: "/", ast.Lt: "<", ast.Gt: ">"}
RAISED = {2: "²", 3: "³"}
SYMBOLS = {"alpha": "α", "beta": "β", "delta": "δ", "lambd": "λ", "scale": "λ", "pi": "π", "epsilon": "ε"}


@cache
def parsed(text: str) -> ast.expr:
    """The expression that a text is."""
    return ast.parse(text, mode="eval").body


# --- computing ---


def computed(node: ast.expr, letters: Letters, xp: Arithmetic) -> Array:
    """What an expression is in an arithmetic, with its letters."""

    def of(inner: ast.expr) -> Array:
        return computed(inner, letters, xp)

    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return letters[name]
        case ast.UnaryOp(operand=operand):
            return -of(operand)
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return FUNCTIONS[name](_lifted(of(argument), xp), xp)
        case ast.IfExp(test=ast.Compare(left=left, ops=[op], comparators=[right]), body=body, orelse=orelse):
            condition = of(left) > of(right) if isinstance(op, ast.Gt) else of(left) < of(right)
            return xp.where(condition, of(body), of(orelse))
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)):
            return of(left) ** power
        case ast.BinOp(left=left, op=op, right=right):
            first, second = of(left), of(right)
            return _joined(_lifted(first, xp) if isinstance(second, int | float) else first, op, second)
    raise TypeError(f"{ast.unparse(node)} is no part of a formula")


def _lifted(x: Array, xp: Arithmetic) -> Array:
    """A number of Python as the constant of an arithmetic, in which its quotients are rounded."""
    return xp.lift(float(x)) if isinstance(x, int | float) else x


def _joined(left: Array, op: ast.operator, right: Array) -> Array:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
    raise TypeError(f"{type(op).__name__} is no operation of a formula")


def names(node: ast.expr) -> frozenset[str]:
    """The letters of an expression."""
    called = {id(inner.func) for inner in ast.walk(node) if isinstance(inner, ast.Call)}
    return frozenset(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and id(inner) not in called)


# --- printing ---

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly what is printed holds together."""


def printed(node: ast.expr) -> str:
    """An expression as in a book."""
    return _printed(node)[0]


def within(node: ast.expr, least: int) -> str:
    """An expression as in a book, in brackets unless it holds together as tightly as is needed."""
    text, holds = _printed(node)
    return text if holds >= least else f"({text})"


def _printed(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.Constant(value=int() | float() as value):
            return f"{value:g}", ATOM
        case ast.Name(id=name):
            return SYMBOLS.get(name, name), ATOM
        case ast.UnaryOp(operand=operand):
            return f"−{within(operand, PRODUCT)}", PRODUCT
        case ast.Call(func=ast.Name(id="exp"), args=[argument]):
            return f"e^{within(argument, ATOM)}", POWER
        case ast.Call(func=ast.Name(id="sqrt"), args=[argument]):
            return f"√{within(argument, ATOM)}", ATOM
        case ast.Call(func=ast.Name(id="abs"), args=[argument]):
            return f"|{printed(argument)}|", ATOM
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return f"{name}({printed(argument)})", ATOM
        case ast.IfExp(test=ast.Compare(left=left, ops=[op], comparators=[right]), body=body, orelse=orelse):
            condition = f"{printed(left)} {SIGNS[type(op)]} {printed(right)}"
            return f"{within(body, SUM)} if {condition} else {within(orelse, SUM)}", -1
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)):
            return f"{within(left, ATOM)}{RAISED.get(power, f'^{power:g}')}", POWER
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _product(left, right), PRODUCT
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return f"{within(left, PRODUCT)}/{within(right, POWER)}", PRODUCT
        case ast.BinOp(left=left, op=op, right=right):
            second = within(right, PRODUCT)
            return f"{within(left, SUM)} {SIGNS[type(op)]} {f'({second})' if second.startswith('−') else second}", SUM
    raise TypeError(f"{ast.unparse(node)} is no part of a formula")


def _product(left: ast.expr, right: ast.expr) -> str:
    """Two factors: 2z and a(1 − a) without a sign between them, z · e^z with one."""
    first, second = within(left, PRODUCT), within(right, POWER)
    plain = second.startswith("(") or (first.lstrip("−").replace(".", "").isdigit() and not second[0].isdigit())
    return f"{first}{second}" if plain else f"{first} · {second}"
