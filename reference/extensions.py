"""Activations and costs that others bring: audited, and then registered all together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from inspect import currentframe
from types import ModuleType
from typing import TYPE_CHECKING, Any

from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.errors import InputError, a_kind
from nablacheck.reference.own_formulas import formulas_apart, made_by
from nablacheck.reference.registry import Family, Registry, single

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Brought = Activation | Cost | Family[Any]
REGISTRIES: Mapping[type, Registry[Any]] = {Activation: ACTIVATIONS, Cost: COSTS}
GROUPS = ("nablacheck.activations", "nablacheck.costs")
"""The entry points of packages that bring entries: an `Activation`, a `Cost`, a family, or a module that has some."""


def entry_points_of(*groups: str) -> Iterator[tuple[EntryPoint, str]]:
    """The entry points of some groups, each with the name of its package."""
    from importlib.metadata import entry_points  # slow to import, and seldom asked for

    for point in (point for group in groups for point in entry_points(group=group)):
        yield point, point.dist.name if point.dist else point.value


def register(*brought: Brought, origin: str = "") -> None:
    """Takes entries and families after an audit; InputError, and none is taken, where one is not what it declares.

    A name that was registered in the same file or module before is replaced, so that the cell of a notebook can be run again.
    `origin` says where they come from: a file or a package.
    """
    caller = currentframe().f_back  # type: ignore[union-attr]
    take(brought, origin, place_of(caller.f_globals))  # type: ignore[union-attr]


def take(brought: Iterable[Brought], origin: str, place: str) -> None:
    """`register` for what stands in a place: what is registered already is left as it is."""
    ready: list[tuple[Registry[Any], Family[Any]]] = []
    for thing in brought:
        if isinstance(thing, Activation | Cost | Family) and any(_registered(thing)):
            continue
        registry, family = _family(thing, origin, place)
        if any(family.name == other.name and registry is there for there, other in ready):
            raise InputError(f"{_of(origin)}{registry.kind} {family.name!r} is there twice: give one another name.")
        ready.append((registry, family))
    for registry, family in ready:
        _checked(registry, family)
    for registry, family in ready:
        registry.take(family)


def unregister(*things: str | Brought) -> None:
    """Forgets what was registered, given itself or by its name; InputError, and none is forgotten, for what ships with us."""
    found = [place for thing in things for place in _own(thing)]
    for registry, name in found:
        if name in registry.families:  # it may have been given twice
            registry.remove(name)


def _own(thing: str | Brought) -> list[tuple[Registry[Any], str]]:
    """The registries that have something of one's own, with its name there."""
    shown = thing if isinstance(thing, str) else getattr(thing, "name", thing)
    there = list(_registered(thing))
    own = [(registry, family.name) for registry, family in there if family.place]
    if there and not own:
        raise InputError(f"{there[0][0].kind} {shown!r} ships with nablacheck and stays.")
    if not own:
        raise InputError(f"{shown!r} is not registered; give what register was given, or its name.")
    return own


def _registered(thing: str | Brought) -> Iterator[tuple[Registry[Any], Family[Any]]]:
    """Where something is registered: by its name, or this very entry, or a family of this very function."""
    for registry in REGISTRIES.values():
        for family in registry.families.values():
            if isinstance(thing, Family):
                same = thing.make is family.make
            elif isinstance(thing, str):
                same = thing == family.name
            else:
                same = getattr(thing, "family", "") == family.name and registry.holds(thing)
            if same:
                yield registry, family


def place_of(names: Mapping[str, Any]) -> str:
    """The file of a module, or its name where it has none, like the cells of a notebook."""
    return str(names.get("__file__") or names.get("__name__") or "")


def entries_of(module: ModuleType) -> list[Brought]:
    """The entries and families that stand in a module under a public name, each once; those of nablacheck are not its own."""
    found = [thing for name, thing in vars(module).items() if not name.startswith("_")]
    mine = (thing for thing in found if isinstance(thing, Activation | Cost | Family) and not _ships(thing))
    return list({id(thing): thing for thing in mine}.values())


def _ships(thing: Brought) -> bool:
    return any(not family.place for _, family in _registered(thing))


def _of(origin: str) -> str:
    return f"{origin}: " if origin else ""


def _family(thing: Brought, origin: str, place: str) -> tuple[Registry[Any], Family[Any]]:
    """The registry in which something belongs, and its family."""
    if not isinstance(thing, Activation | Cost | Family):
        raise InputError(f"{_of(origin)}{thing!r} is no Activation, Cost or family of them.")
    family = thing if isinstance(thing, Family) else single(thing)
    made = made_by(family.make, family.defaults, f"{_of(origin)}{family.name} with its defaults")
    if type(made) not in REGISTRIES:
        raise InputError(f"{_of(origin)}{family.name} with its defaults gives no Activation or Cost, but {a_kind(made)}.")
    registry = REGISTRIES[type(made)]
    named = registry.named(family)
    return registry, replace(named, origin=origin, place=place)


def _checked(registry: Registry[Any], family: Family[Any]) -> None:
    """InputError unless the name is free and each variant is what it declares."""
    try:
        registry.free(family.name, family.place)
        _no_name_of_another_kind(registry, family.name)
        for entry in family.entries():
            registry.admitted(entry)
    except InputError as error:
        raise InputError(f"{_of(family.origin)}{error}") from None


def _no_name_of_another_kind(registry: Registry[Any], name: str) -> None:
    """InputError for a cost by the name of an activation of ours, or the reverse: the kinks of both stand in one table."""
    for other in REGISTRIES.values():
        if other is not registry and name in other.families and not other.families[name].place:
            raise InputError(
                f"{registry.kind} {name!r}: the {other.kind} of that name ships with nablacheck; give the new one another name."
            )


@cache
def installed() -> tuple[str, ...]:
    """Registers what installed packages bring, once; why some of it was refused, a sentence each."""
    refused = []
    for point, package in entry_points_of(*GROUPS):
        try:
            with formulas_apart():
                found = point.load()
                take(entries_of(found) if isinstance(found, ModuleType) else [found], package, package)
        except InputError as error:
            refused.append(str(error))
        except Exception as error:  # a package is foreign code
            refused.append(f"{package}: {point.value} cannot be imported: {type(error).__name__}: {error}")
    return tuple(dict.fromkeys(refused))


def _audited(entry: Activation | Cost) -> None:
    from nablacheck.reference.audit import audited  # certified arithmetic, which nobody else has to load

    audited(entry)


for _registry in REGISTRIES.values():
    _registry.more, _registry.audit = installed, _audited
