"""What is covered: how each adapter computes each activation and cost, and what it takes at their kinks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter, load, names
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import FLOAT
from nablacheck.reference.costs import Cost
from nablacheck.reference.costs.cost import MIDDLE
from nablacheck.reference.errors import InputError, MissingFramework
from nablacheck.reference.registry import Registry
from nablacheck.reference.reverse import derivative

Kind = Registry[Any]


@dataclass(frozen=True)
class How:
    """How an adapter computes an entry: `mode` is native, composed or differences; at kinks, what it takes there.

    Of an activation that is a derivative by point, of a cost how far it is from the left to the right one.
    """

    mode: str
    functions: tuple[str, ...]
    kinks: tuple[float, ...]


@dataclass(frozen=True)
class Kink:
    """A point where the derivative jumps, with that on both sides."""

    at: float
    left: float
    right: float


@dataclass(frozen=True)
class Listed:
    """A family of entries: its parameters with the values that are drawn, and its kinks."""

    name: str
    origin: str
    parameters: Mapping[str, tuple[float, ...]]
    kinks: tuple[Kink, ...]
    kinked: bool
    adapters: Mapping[str, How]


@dataclass(frozen=True)
class ListedAdapter:
    """An adapter, or what to type where it is missing."""

    name: str
    needs: str
    library: str = ""
    trace: bool = False
    dtypes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


def listed(registry: Kind, adapters: Iterable[Adapter]) -> Iterator[Listed]:
    """Each family of a registry, with how each of the adapters computes it."""
    for name, family in registry.families.items():
        entry: Activation | Cost = registry[name]
        kinks = entry.kinks if isinstance(entry, Activation) else {}
        yield Listed(
            name,
            family.origin,
            family.draws,
            tuple(Kink(float(at), float(left), float(right)) for at, (left, right) in kinks.items()),
            bool(kinks) or (isinstance(entry, Cost) and entry.kinked),
            {adapter.name: how(entry, adapter) for adapter in adapters},
        )


def how(entry: Activation | Cost, adapter: Adapter) -> How:
    """How an adapter computes an entry."""
    if adapter.differences:
        return How("differences", (), ())
    composes = adapter.composes(entry)
    mode = "composed" if composes else "native"
    return How(mode, () if composes else adapter.calls(entry), tuple(_at_kinks(entry, adapter, composes)))


def _at_kinks(entry: Activation | Cost, adapter: Adapter, composes: bool) -> Iterator[float]:
    known: Any = None if composes else adapter.kinks.get(entry.family)
    if isinstance(entry, Cost):
        yield from (MIDDLE if known is None else known,) if entry.kinked and not composes else ()
    elif entry.kinks:
        table = known(**entry.parameters) if callable(known) else known or {}
        yield from (float(table.get(at, of_formula)) for at, of_formula in _of_formula(entry, adapter, composes))


def _of_formula(entry: Activation, adapter: Adapter, composes: bool) -> Iterator[tuple[float, float]]:
    """Each kink, and what the formulas give there: that of the derivative, or what the framework makes of that of the value."""
    z = np.array([list(entry.kinks)], dtype=float)
    with FLOAT.working():
        if composes:
            prime = derivative(entry.value, z, FLOAT, adapter.pullbacks)
        else:
            assert entry.prime is not None
            prime = FLOAT.like(entry.prime(z, FLOAT.like(entry.value(z, FLOAT), z), FLOAT), z)
    return zip(z[0].tolist(), prime[0].tolist(), strict=True)


def listed_adapters() -> tuple[list[Adapter], list[ListedAdapter]]:
    """The adapters that are there, and a line for each, the missing ones included."""
    ready, lines = [], []
    for name in names():
        try:
            ready.append(adapter := load(name))
        except (MissingFramework, InputError) as error:
            lines.append(ListedAdapter(name, str(error)))
            continue
        single = adapter.functions.dtypes if adapter.functions else ()
        lines.append(ListedAdapter(name, "", adapter.library or "its own", adapter.trace is not None, adapter.dtypes, single))
    return ready, lines
