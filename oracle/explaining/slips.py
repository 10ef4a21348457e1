"""What is typed in place of a formula: mostly the same formula with one slip, a sign, a square, a factor, a letter.

Every one of them is made from the text of the formula, so that none has to be thought of.
"""

from __future__ import annotations

import ast
import copy
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.typed_formulas import POWER, PRODUCT, computed, names, parsed, printed, within
from nablacheck.reference.arithmetic import FLOAT

FELLOWS: Mapping[str, tuple[str, ...]] = {
    "exp": (),
    "log": ("exp",),
    "tanh": ("sigmoid", "sinh", "cosh"),
    "sigmoid": ("tanh", "softmax", "softplus"),
    "softplus": ("sigmoid", "exp", "log"),
    "softmax": ("sigmoid",),
    "erf": ("tanh",),
    "sinh": ("cosh", "tanh"),
    "cosh": ("sinh", "tanh"),
    "sqrt": (),
    "abs": (),
}
"""What is taken for a function."""
LETTERS_TAKEN: Mapping[str, tuple[str, ...]] = {"z": ("a",), "a": ("z", "y"), "y": ("a",)}
"""What is taken for a letter."""
ROOM = 44
"""So many characters of a formula are said as a whole; of a longer one the part in which the slip is."""


@dataclass(frozen=True)
class Slip:
    """A formula with one slip in it: the changed expression, and what was typed for what."""

    node: ast.expr
    says: str


@cache
def slips(text: str, letters: frozenset[str]) -> tuple[Slip, ...]:
    """Every formula in some letters that differs from one in a single place; of those that are the same function the first."""
    right = parsed(text)
    found: dict[bytes, Slip] = {_numbers_of(right): Slip(right, "")}
    for slip in without_brackets(text):
        if names(slip.node) <= letters:
            found.setdefault(_numbers_of(slip.node), slip)
    for path, node in _places(right):
        for changed, why in _changes(node):
            whole = _replaced(right, path, changed)
            if names(whole) <= letters:
                found.setdefault(_numbers_of(whole), Slip(whole, _told(right, whole, path, why)))
    return tuple(found.values())[1:]


POINTS = 64
"""Where two formulas agree here, with letters that have nothing to do with each other, they are the same."""


def _numbers_of(node: ast.expr) -> bytes:
    draws = np.random.default_rng(POINTS)
    letters = {name: draws.normal(size=(2, POINTS)) for name in ("z", "a", "y")}
    others = {name: draws.uniform(1, 2, size=(1, 1)) for name in sorted(names(node) - set(letters))}
    with np.errstate(all="ignore"):
        values = np.asarray(computed(node, {**others, **letters, "pi": np.array([[math.pi]])}, FLOAT), np.float64)
        return np.broadcast_to(values, (2, POINTS)).astype(np.float32).tobytes()


def without_brackets(text: str) -> Iterator[Slip]:
    """The formula with a pair of brackets forgotten, so that something else comes first."""
    opened: list[int] = []
    for i, sign in enumerate(text):
        if sign == "(":
            opened.append(i)
        elif sign == ")":
            start = opened.pop()
            if not text[:start][-1:].isalpha():  # those of a function are no brackets
                node = parsed(f"{text[:start]} {text[start + 1 : i]} {text[i + 1 :]}".strip())
                yield Slip(node, f"{printed(node)} in place of {printed(parsed(text))} (brackets are missing)")


Path = tuple[str, ...]


def _places(node: ast.expr, path: Path = ()) -> Iterator[tuple[Path, ast.expr]]:
    """Every part of an expression with the way to it."""
    yield path, node
    for name in ("left", "right", "operand", "body", "orelse", "test"):
        inner = None if name == "right" and isinstance(getattr(node, "op", None), ast.Pow) else getattr(node, name, None)
        if isinstance(inner, ast.Compare):
            yield from _places(inner.left, (*path, name, "left"))
        elif isinstance(inner, ast.expr):
            yield from _places(inner, (*path, name))
    if isinstance(node, ast.Call):
        yield from _places(node.args[0], (*path, "args"))


def _at(node: Any, path: Path) -> Any:
    for name in path:
        node = node.args[0] if name == "args" else getattr(node, name)
    return node


def _replaced(root: ast.expr, path: Path, changed: ast.expr) -> ast.expr:
    if not path:
        return changed
    copied = copy.deepcopy(root)
    holder = _at(copied, path[:-1])
    if path[-1] == "args":
        holder.args = [changed]
    else:
        setattr(holder, path[-1], changed)
    return copied


def _told(right: ast.expr, wrong: ast.expr, path: Path, why: str) -> str:
    """The formula as it was typed for the one that is right, as a whole or the part around the slip; and why."""
    for start in range(len(path) + 1):
        if isinstance(_at(right, path[:start]), ast.Compare):
            continue
        whole, part = printed(_at(right, path[:start])), printed(_at(wrong, path[:start]))
        if len(whole) <= ROOM:
            break
    return f"{part} in place of {whole}" + (f" ({why})" if why != f"{part} for {whole}" else "")


def _binary(left: ast.expr, op: ast.operator, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, op, right)


def _changes(node: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """What is typed in place of a part of a formula, and what was lost or mistaken in it."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield _binary(left, ast.Sub(), right), "− for +"
            yield from _either(left, right)
            yield _binary(left, ast.Mult(), right), "· for +"
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            yield _binary(left, ast.Add(), right), "+ for −"
            yield _binary(right, ast.Sub(), left), "turned round"
            yield left, f"− {within(right, PRODUCT)} is missing"
            yield ast.UnaryOp(ast.USub(), right), f"{printed(left)} is missing"
            yield right, f"{printed(left)} − is missing"
            yield _binary(left, ast.Mult(), right), "· for −"
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            yield from _either(left, right)
            yield _binary(left, ast.Div(), right), "divided, not multiplied"
            yield _binary(left, ast.Add(), right), "+ for ·"
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            yield left, f"/{within(right, POWER)} is missing"
            yield _binary(right, ast.Div(), left), "turned round"
            yield _binary(left, ast.Mult(), right), "multiplied, not divided"
            yield right, f"{printed(left)}/ is missing"
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)):
            yield left, {2: "the square is missing", 3: "the cube is missing"}.get(power, "the power is missing")
            yield _binary(left, ast.Pow(), ast.Constant(power + 1)), "the power is another one"
            yield _binary(left, ast.Mult(), ast.Constant(power)), f"times {power:g} for the power"
            if power > 2:
                yield _binary(left, ast.Pow(), ast.Constant(power - 1)), "the power is another one"
        case ast.UnaryOp(operand=operand):
            yield operand, "a sign is lost"
        case ast.IfExp():
            yield from _other_branches(node)
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            yield argument, f"{'the bars are' if name == 'abs' else name + ' is'} missing"
            yield from ((ast.Call(ast.Name(other), [argument], []), f"{other} for {name}") for other in FELLOWS[name])
            if names(argument):
                yield from ((ast.Call(ast.Name(name), [changed], []), why) for changed, why in _inserted(argument))
        case ast.Name(id=name):
            yield from ((ast.Name(other), f"{other} for {name}") for other in LETTERS_TAKEN.get(name, ()))
        case ast.Constant(value=int() | float() as value):
            yield from ((ast.Constant(other), f"{other:g} for {value:g}") for other in _numbers(value))
    if isinstance(node, ast.Name | ast.Call):
        yield from _inserted(node)


def _inserted(node: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """What is written around a letter or an argument, and does not belong there."""
    for changed in (
        _binary(node, ast.Pow(), ast.Constant(2)),
        _binary(ast.Constant(2), ast.Mult(), node),
        _binary(node, ast.Div(), ast.Constant(2)),
        ast.UnaryOp(ast.USub(), node),
        _binary(ast.Constant(1), ast.Sub(), node),
        ast.Call(ast.Name("abs"), [node], []),
    ):
        yield changed, f"{printed(changed)} for {printed(node)}"


def _numbers(value: float) -> Iterator[float]:
    """The numbers that are typed for another."""
    known: Mapping[float, tuple[float, ...]] = {0: (1,), 1: (2, 0), 2: (1, 4)}
    yield from known.get(value, (2 * value, value / 2, 1))


def _either(left: ast.expr, right: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    yield left, f"{printed(right)} is missing"
    yield right, f"{printed(left)} is missing"


def _other_branches(node: ast.IfExp) -> Iterator[tuple[ast.expr, str]]:
    test = node.test
    assert isinstance(test, ast.Compare)
    other = ast.Gt() if isinstance(test.ops[0], ast.Lt) else ast.Lt()
    yield ast.IfExp(ast.Compare(test.left, [other], test.comparators), node.body, node.orelse), "the comparison is turned round"
    yield node.body, "the other branch is missing"
    yield node.orelse, "the first branch is missing"
    zero = ast.Constant(0)
    for bound in test.comparators:
        for instead in (zero, ast.Constant(1), ast.UnaryOp(ast.USub(), bound)):
            changed = ast.Compare(test.left, test.ops, [instead])
            yield ast.IfExp(changed, node.body, node.orelse), f"the threshold is {printed(instead)}, not {printed(bound)}"
    yield ast.IfExp(test, zero, node.orelse), f"0 for {printed(node.body)}"
    yield ast.IfExp(test, node.body, zero), f"0 for {printed(node.orelse)}"
