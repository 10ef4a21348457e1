"""Where an adapter finds the framework's own function for an entry: by family, in a table of its own."""

from __future__ import annotations

import dis
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from inspect import signature
from types import CodeType, ModuleType
from typing import Any

from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.costs import COSTS, Cost

Entry = Activation | Cost
Table = Mapping[str, Callable[..., Any]]
"""By family a function of z, or of a and y, and of the parameters of the family that the framework knows, by name."""


def native(entry: Entry, table: Table) -> Callable[..., Any] | None:
    """The framework's own function with the parameters of the entry; None where it has none with these parameters."""
    function = table.get(entry.family)
    if function is None:
        return None
    if not entry.parameters:
        return function
    families: Mapping[str, Any] = (ACTIVATIONS if isinstance(entry, Activation) else COSTS).families
    takes = signature(function).parameters
    left_out = {name: value for name, value in entry.parameters.items() if name not in takes}
    if any(value != families[entry.family].defaults[name] for name, value in left_out.items()):
        return None
    return partial(function, **{name: value for name, value in entry.parameters.items() if name in takes})


Roots = Mapping[str, ModuleType]
"""A framework's modules of functions, by the name that they have in a table: first the one that the table is of."""


def calls(function: Callable[..., Any] | None, roots: Roots) -> tuple[str, ...]:
    """The framework's own functions that a row of a table uses, as they are written there: F.elu; none for None.

    Those of the first root that has any: helpers, such as a sum, are left out.
    """
    if function is None:
        return ()
    if isinstance(function, partial):
        return calls(function.func, roots)
    for root, module in roots.items():
        named = {id(value): name for name, value in vars(module).items() if not name.startswith("_")}
        if id(function) in named:
            return (f"{root}.{named[id(function)]}",)
    code: CodeType | None = getattr(function, "__code__", None)
    used = dict.fromkeys(_used(code, function.__globals__, roots)) if code else {}
    found = (tuple(name for name in used if name.startswith(f"{root}.")) for root in roots)
    return next(filter(None, found), ())


def _used(code: CodeType, names: Mapping[str, Any], roots: Roots) -> Iterator[str]:
    """Dotted names below a root, in the code and in that of the helpers of its module."""
    dotted = ""
    for step in (*dis.get_instructions(code), None):
        if step and dotted and step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            dotted += f".{step.argval}"
            continue
        for root, module in roots.items():
            name = dotted.removeprefix(f"{root}.")
            if name != dotted and hasattr(module, name):
                yield f"{root}.{name}"
        helper: Any = names.get(dotted)
        inside = getattr(helper, "__code__", code)
        if inside is not code and helper.__module__ == names["__name__"]:
            yield from _used(inside, names, roots)
        dotted = str(step.argval) if step and step.opname == "LOAD_GLOBAL" else ""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _used(inner, names, roots)
