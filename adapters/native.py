"""Where an adapter finds the framework's own function for an entry: by family, in a table of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import signature
from typing import Any

from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.costs import COSTS, AnyEntry


@dataclass(frozen=True)
class Native:
    """A framework's own function: its name, as a list shows it, and `call`, of z or of a and y.

    `call` takes the parameters of the family that the framework knows, by name too. `also` names further functions of the
    framework that the call is made of.
    """

    name: str
    call: Callable[..., Any]
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All functions of the framework that it calls; none for what needs no call."""
        return tuple(filter(None, (self.name, *self.also)))


Table = Mapping[str, Native]
"""By family the framework's own function."""


def row(entry: AnyEntry, table: Table) -> Native | None:
    """The row of an entry; None where the framework has no function with the parameters of the entry."""
    mine = table.get(entry.family)
    if mine is None or not entry.parameters:
        return mine
    families: Mapping[str, Any] = (ACTIVATIONS if isinstance(entry, Activation) else COSTS).families
    takes, defaults = signature(mine.call).parameters, families[entry.family].defaults
    left_out = {name: value for name, value in entry.parameters.items() if name not in takes}
    return None if any(value != defaults[name] for name, value in left_out.items()) else mine


def native(entry: AnyEntry, table: Table) -> Callable[..., Any] | None:
    """The framework's own function with the parameters of the entry; None where it has none with these parameters."""
    mine = row(entry, table)
    if mine is None or not entry.parameters:
        return mine.call if mine else None
    takes = signature(mine.call).parameters
    return partial(mine.call, **{name: value for name, value in entry.parameters.items() if name in takes})


def calls(entry: AnyEntry, table: Table) -> tuple[str, ...]:
    """The names of the framework's own functions that compute an entry; none where it has none."""
    mine = row(entry, table)
    return mine.names if mine else ()
