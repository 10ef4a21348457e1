"""A file of a user's own: its activations, costs and adapters, taken all together or not at all."""

from __future__ import annotations

import os
from typing import Any

from nablacheck import adapters
from nablacheck.adapters.contract import Adapter, accurate
from nablacheck.oracle.checking.importing import module_named, thing_named
from nablacheck.reference.errors import InputError
from nablacheck.reference.extensions import entries_of, place_of, take
from nablacheck.reference.foreign_code import staying
from nablacheck.reference.interruption import signalled
from nablacheck.reference.quoting import printable, shown


def extend(file: str | os.PathLike[str]) -> None:
    """Takes what stands in a file, or in a module, under public names; InputError, and nothing is taken, where one is wrong.

    What the same file has brought before is replaced.
    """
    if not isinstance(file, str | os.PathLike):
        raise InputError(f"{shown(file)} is no file of entries; give its name, or that of a module.")
    signals: list[int] = []
    try:
        with staying(), signalled() as signals:
            _taken(os.fspath(file))
    except SystemExit as error:
        raise InputError(f"{file} called exit({error.code!r}) in what it brings; take that out.") from None
    except KeyboardInterrupt:
        if signals:  # somebody pressed Ctrl-C
            raise
        raise InputError(f"{file} raised KeyboardInterrupt in what it brings; take that out.") from None


def _taken(file: str) -> None:
    """Takes it all, or nothing."""
    module = _imported(file)
    place = place_of(vars(module))
    entries, mine = entries_of(module), _adapters_of(module)
    if not entries and not mine:
        raise InputError(
            f"{file} has no Activation, Cost, family or Adapter under a public name; write one, as in docs/extending.md."
        )
    for adapter in mine:
        _checked(adapter, mine, file, place)
    take(entries, file, place)
    for adapter in mine:
        if _brought(adapter.name, place):
            adapters.remove(adapter.name)
        _BROUGHT[adapter.name] = place, adapters.add(adapter)


def adapter_of(target: str) -> Adapter:
    """The adapter of a name, or the one that `module:NAME` or `file.py:NAME` is; InputError where there is none."""
    if ":" not in target:
        return adapters.load(target)
    found = thing_named(target, "adapter", lambda thing: isinstance(thing, Adapter))
    if not isinstance(found, Adapter):
        raise InputError(f"{printable(target)} is of type {type(found).__name__}; give an Adapter, as in docs/extending.md.")
    accurate(found)
    return found


_BROUGHT: dict[str, tuple[str, Adapter]] = {}
"""The adapters of files by name, with the file, which may be taken again."""


def _brought(name: str, place: str) -> bool:
    """Whether the adapter of that name is there, and came from this place."""
    before, adapter = _BROUGHT.get(name, ("", None))
    return before == place and name in adapters.names() and adapters.load(name) is adapter


def _imported(file: str) -> Any:
    """The module; every error names the file."""
    try:
        return module_named(file)
    except InputError as error:
        raise error if file in str(error) else InputError(f"{file}: {error}") from None


def _adapters_of(module: Any) -> list[Adapter]:
    found = {
        id(thing): thing for name, thing in vars(module).items() if isinstance(thing, Adapter) and not name.startswith("_")
    }
    return list(found.values())


def _checked(adapter: Adapter, mine: list[Adapter], file: str, place: str) -> None:
    """InputError unless the name of the adapter is free, in its file as well, and its accuracy said."""
    try:
        if not _brought(adapter.name, place):
            adapters.free(adapter.name)
        if any(adapter.name == other.name and adapter is not other for other in mine):
            raise InputError(f"adapter {adapter.name!r} is there twice: give one another name.")
        accurate(adapter)
    except InputError as error:
        raise InputError(f"{file}: {error}") from None
