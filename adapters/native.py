"""Where an adapter finds the framework's own function for an entry: by family, in a table of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from inspect import signature
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
