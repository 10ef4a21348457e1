"""The function, or the module, that somebody names: imported with what it prints kept, and every error a sentence."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from nablacheck.oracle.checking.foreign import unpatched
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.foreign_code import Printed, staying
from nablacheck.reference.interruption import signalled
from nablacheck.reference.quoting import printable, raised, shown


def imported(target: str) -> Any:
    """The function that `module:function` or `file.py:function` names; InputError where there is none."""
    thing = thing_named(target)
    if not callable(thing):
        raise InputError(f"{printable(target)} is of type {type(thing).__name__}; give a function.")
    return thing


def thing_named(target: str, what: str = "function", meant: Callable[[Any], bool] = callable) -> Any:
    """What `module:name` or `file.py:name` names; InputError where there is nothing, with the names of those that are `meant`.

    Of what can be called those are told that are the module's own.
    """
    module, _, name = target.rpartition(":")
    if not module or not name:
        raise InputError(f"{shown(target)} names no {what}; write module:{what}, or file.py:{what}.")
    loaded = module_named(module)
    if not hasattr(loaded, name):
        found = {word: value for word, value in vars(loaded).items() if meant(value)}
        known = _own(loaded, found) if meant is callable else found
        raise unknown(f"{what} of {printable(module)}", printable(name), known)
    return getattr(loaded, name)


def _own(module: ModuleType, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a module has of its own, of what it has; where that is nothing, what it imports as a function."""
    of_it = {name: value for name, value in found.items() if getattr(value, "__module__", None) == module.__name__}
    public = {name: value for name, value in of_it.items() if not name.startswith("_")}
    return public or of_it or {name: value for name, value in found.items() if inspect.isfunction(value)}


def module_named(module: str) -> Any:
    """A module by its name, or a file that ends in .py; InputError where it cannot be imported."""
    if module.endswith(".py") and not os.path.isfile(module):
        raise InputError(f"there is no file {printable(module)}; give a file or the name of a module.")
    if not module.endswith(".py") and (os.path.isfile(module) or not all(map(str.isidentifier, module.split(".")))):
        raise InputError(f"{shown(module)} is no name of a module, and no file that ends in .py; give one of these.")
    try:
        with unpatched({}), contextlib.redirect_stdout(Printed()), staying(), signalled() as signals, np.errstate():
            return _loaded(module)
    except BaseException as error:  # the user's module is foreign code; a signal that asks to stop is not its doing
        if signals:
            raise
        if isinstance(error, ModuleNotFoundError) and f"{module}.".startswith(f"{error.name}."):
            raise InputError(f"there is no module {error.name}; give the name of one, or a file that ends in .py.") from error
        raise InputError(f"{printable(module)} cannot be imported: {raised(error)}") from error


def _loaded(module: str) -> Any:
    """A module by its name, or a file under a name that nothing else has: it may be called random.py.

    What lies beside the file comes first while it is imported; afterwards it stands last, so that a random.py of the user's is
    never taken for Python's, here or in a process that is started from here.
    """
    if not module.endswith(".py"):
        sys.path.insert(0, "")
        return importlib.import_module(module)
    path = Path(module)
    beside = str(path.resolve().parent)
    spec = importlib.util.spec_from_file_location(f"checked {path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    loaded = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    sys.path.insert(0, beside)
    try:
        spec.loader.exec_module(loaded)
    finally:
        with contextlib.suppress(ValueError):  # the file's own code may have taken it out
            sys.path.remove(beside)
        sys.path.append(beside)
    return loaded
