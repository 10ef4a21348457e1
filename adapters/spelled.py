"""Functions of the tables spelled as lines of Python, for scripts that need nothing but the framework."""

from __future__ import annotations

import ast
import inspect
import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import FunctionType, ModuleType
from typing import Any

from nablacheck.adapters.native import Table, row
from nablacheck.reference.activations import Activation
from nablacheck.reference.costs import AnyEntry, Cost
from nablacheck.reference.graphs.graph_problem import AnyProblem

KNOWN = {"math": math}
"""Modules of the standard library that a line may use, beside those of the framework."""


@dataclass(frozen=True)
class Spelled:
    """An expression, and the definitions of the house's functions that it calls, a line each."""

    text: str
    lines: tuple[str, ...] = ()


class Unspelled(Exception):
    """A function that cannot be spelled in a few lines."""


def spelled(entry: AnyEntry, table: Table, modules: Mapping[str, ModuleType], xp: str) -> Spelled:
    """An activation as a function of z, a cost as one of a and y that gives Σ_x C_x; Unspelled where there are no words for it.

    It is the framework's own function where the table has one, and our formula in the namespace called `xp` elsewhere.
    `modules` are those that the script imports, by the names under which it does.
    """
    mine = row(entry, table)
    if mine is None:
        return _formula(entry, xp)
    takes = inspect.signature(mine.call).parameters if entry.parameters else {}
    given = "".join(f", {name}={_literal(value)}" for name, value in entry.parameters.items() if name in takes)
    whole = _function(mine.call, modules)
    if not given:
        return whole
    first = "z" if isinstance(entry, Activation) else "a, y"
    return Spelled(f"lambda {first}: ({whole.text})({first}{given})", whole.lines)


def _literal(number: float) -> str:
    return repr(number) if math.isfinite(number) else f"float('{number}')"


def entries_spelled(problem: AnyProblem, table: Callable[[AnyEntry], Spelled]) -> list[str]:
    """The lines that define `sigma` by layer and `total` of a problem; Unspelled where there are no words for an entry."""
    sigmas, total = {l: table(entry) for l, entry in problem.network.activations.items()}, table(problem.network.cost)
    definitions = dict.fromkeys(line for one in (*sigmas.values(), total) for line in one.lines)
    by_layer = ", ".join(f"{l}: {one.text}" for l, one in sigmas.items())
    words = "".join((*definitions, by_layer, total.text))
    definitions |= dict.fromkeys(f"import {name}" for name in KNOWN if f"{name}." in words)
    return [*definitions, f"sigma, total = {{{by_layer}}}, {total.text}"]


def _formula(entry: AnyEntry, xp: str) -> Spelled:
    """Our own formula, if it is closed in itself and uses nothing but functions of a namespace."""
    value = inspect.unwrap(entry.value)  # of a formula that others brought, the function
    if not isinstance(value, FunctionType) or value.__closure__ or entry.parameters:
        raise Unspelled
    node = _node(value)
    if not isinstance(node, ast.Lambda) or _free(node) - {*inspect.signature(value).parameters}:
        raise Unspelled
    body = ast.unparse(node.body).replace("xp.", f"{xp}.")
    return Spelled(f"lambda a, y: ({body}).sum()" if isinstance(entry, Cost) else f"lambda z: {body}")


def _function(call: Any, modules: Mapping[str, ModuleType]) -> Spelled:
    """A function by its name in one of the modules, or by its text."""
    for short, module in modules.items():
        found = next((name for name, thing in vars(module).items() if thing is call), None)
        if found:
            return Spelled(f"{short}.{found}")
    if isinstance(call, partial) or not isinstance(call, FunctionType):
        raise Unspelled
    node = _node(call)
    definitions: list[str] = []
    for name in sorted(_free(node)):
        called = call.__globals__.get(name)
        if isinstance(called, FunctionType) and called.__module__ == call.__module__:
            inner = _function(called, modules)
            definitions += [*inner.lines, f"{name} = {inner.text}"]
        elif name in call.__globals__ and name not in (*(short.split(".")[0] for short in modules), *KNOWN):
            raise Unspelled
    if isinstance(node, ast.Lambda):
        return Spelled(ast.unparse(node), tuple(definitions))
    return Spelled(_as_lambda(node), tuple(definitions))


def _as_lambda(node: Any) -> str:
    """A function that does nothing but return, as an expression."""
    *before, last = (line for line in node.body if not isinstance(getattr(line, "value", None), ast.Constant))
    if not all(isinstance(line, ast.Assign) for line in before) or not isinstance(last, ast.Return) or last.value is None:
        raise Unspelled
    result = last.value
    for line in reversed(before):  # an assignment is the argument of a function
        (target,) = line.targets
        if not isinstance(target, ast.Name):
            raise Unspelled
        inner = ast.Lambda(ast.arguments([], [ast.arg(target.id)], None, [], [], None, []), result)
        result = ast.Call(inner, [line.value], [])
    return ast.unparse(ast.fix_missing_locations(ast.Lambda(node.args, result)))


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(sys.modules[module]))


def _node(function: FunctionType) -> Any:
    """The only lambda or definition that begins in the line of a function; Unspelled where there are several."""
    line = function.__code__.co_firstlineno
    kinds = (ast.Lambda, ast.FunctionDef)
    try:
        nodes = [node for node in ast.walk(_tree(function.__module__)) if isinstance(node, kinds) and node.lineno == line]
    except (OSError, KeyError, TypeError) as error:
        raise Unspelled from error
    if len(nodes) != 1:
        raise Unspelled
    (copy,) = ast.parse(ast.unparse(nodes[0])).body
    for argument in ast.walk(copy):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    if isinstance(copy, ast.FunctionDef):
        copy.returns = None
    return copy.value if isinstance(copy, ast.Expr) else copy


def _free(node: ast.AST) -> set[str]:
    """The names that are read, but for those of arguments."""
    bound = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)} - bound
