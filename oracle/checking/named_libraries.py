"""Which libraries the code of a function names: whose arrays it most likely takes, though others are imported beside it."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any


def names_library(fn: Callable[..., Any], library: str) -> bool:
    """Whether a function, or one that it calls, names a library or something from it; of what has no code nobody knows."""
    seen, left = set[int](), [fn]
    while left:
        one: Any = left.pop()
        one = one.__func__ if isinstance(one, MethodType) else one
        if not isinstance(one, FunctionType):
            return True
        if id(one) in seen:
            continue
        seen.add(id(one))
        for name, value in _reached(one):
            if name.partition(".")[0] == library or _is_from(value, library, one.__module__):
                return True
            left += [part for part in _functions(value) if part.__module__ == one.__module__]
    return False


def _reached(fn: FunctionType) -> Iterator[tuple[str, Any]]:
    """The names in the code of a function, with what they are where they are known."""
    for name in _names(fn.__code__):
        yield name, fn.__globals__.get(name)
    for cell in fn.__closure__ or ():
        try:
            yield "", cell.cell_contents
        except ValueError:  # it is not there yet
            continue


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_from(value: Any, library: str, own: str) -> bool:
    """Whether it is the library, a part of it, or from a module beside the function's `own` that has it in itself."""
    if isinstance(value, ModuleType):
        return library == value.__name__.partition(".")[0] or library in vars(value)
    home = value.__module__ if isinstance(value, FunctionType | type) else type(value).__module__
    return home.partition(".")[0] == library or (home != own and library in vars(sys.modules.get(home, types)))


def _functions(value: Any) -> list[FunctionType]:
    """What has code of its own: a function, or the methods of a class or of an object."""
    if isinstance(value, FunctionType):
        return [value]
    of = value if isinstance(value, type) else type(value)
    return [part for part in vars(of).values() if isinstance(part, FunctionType)]
