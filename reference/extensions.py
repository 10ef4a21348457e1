"""Activations and costs that others bring: audited, and then registered all together or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.errors import InputError
from nablacheck.reference.registry import Family, Registry, single

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Brought = Activation | Cost | Family[Any]
REGISTRIES: Mapping[type, Registry[Any]] = {Activation: ACTIVATIONS, Cost: COSTS}
GROUPS = ("nablacheck.activations", "nablacheck.costs")
"""The entry points of packages that bring entries: an `Activation`, a `Cost`, a family, or a module that has some."""


def points(*groups: str) -> Iterator[tuple[EntryPoint, str]]:
    """The entry points of some groups, each with the name of its package."""
    from importlib.metadata import entry_points  # slow to import, and seldom asked for

    for point in (point for group in groups for point in entry_points(group=group)):
        yield point, point.dist.name if point.dist else point.value


def register(*brought: Brought, origin: str = "") -> None:
    """Takes entries and families after an audit; InputError, and none is taken, where one is not what it declares.

    `origin` says where they come from: a file or a package.
    """
    ready: list[tuple[Registry[Any], Family[Any]]] = []
    for thing in brought:
        registry, family = _family(thing, origin)
        if any(family.name == other.name and registry is place for place, other in ready):
            raise InputError(f"{_of(origin)}{registry.kind} {family.name!r} is there twice: give one another name.")
        ready.append((registry, family))
    for registry, family in ready:
        _checked(registry, family)
    for registry, family in ready:
        registry.take(family)


def entries_of(module: ModuleType) -> list[Brought]:
    """The entries and families that stand in a module under a public name, each once; those of nablacheck are not its own."""
    found = [thing for name, thing in vars(module).items() if not name.startswith("_")]
    mine = {id(thing): thing for thing in found if isinstance(thing, Activation | Cost | Family) and not _known(thing)}
    return list(mine.values())


def _known(thing: Brought) -> bool:
    families = (family for registry in REGISTRIES.values() for family in registry.families.values())
    return any(thing is family or (not family.draws and thing is family.make()) for family in families)


def _of(origin: str) -> str:
    return f"{origin}: " if origin else ""


def _family(thing: Brought, origin: str) -> tuple[Registry[Any], Family[Any]]:
    """The registry in which something belongs, and its family."""
    if not isinstance(thing, Activation | Cost | Family):
        raise InputError(f"{_of(origin)}{thing!r} is no Activation, Cost or family of them.")
    family = thing if isinstance(thing, Family) else single(thing)
    try:
        registry = REGISTRIES[type(family.make(**family.defaults))]
    except Exception as error:  # a family is foreign code
        raise InputError(
            f"{_of(origin)}{family.name} with its defaults gives no Activation or Cost: {type(error).__name__}: {error}"
        ) from error
    named = registry.named(family)
    return registry, Family(named.name, named.make, named.draws, origin)


def _checked(registry: Registry[Any], family: Family[Any]) -> None:
    """InputError unless the name is free and each variant is what it declares."""
    from nablacheck.reference.audit import audited  # certified arithmetic, which nobody else has to load

    try:
        registry.free(family.name)
        for entry in family.entries():
            audited(entry)
    except InputError as error:
        raise InputError(f"{_of(family.origin)}{error}") from None


@cache
def installed() -> tuple[str, ...]:
    """Registers what installed packages bring, once; why some of it was refused, a sentence each."""
    refused = []
    for point, package in points(*GROUPS):
        try:
            found = point.load()
            brought = entries_of(found) if isinstance(found, ModuleType) else [found]
            register(*(thing for thing in brought if not _known(thing)), origin=package)
        except InputError as error:
            refused.append(str(error))
        except Exception as error:  # a package is foreign code
            refused.append(f"{package}: {point.value} cannot be imported: {type(error).__name__}: {error}")
    return tuple(refused)


for _registry in REGISTRIES.values():
    _registry.more = installed
