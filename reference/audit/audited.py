"""The audit of whatever can be registered: an entry, or a family with each of the values that are drawn of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.audit.derivatives import evaluated
from nablacheck.reference.audit.of_activations import audit_activation
from nablacheck.reference.audit.of_costs import audit_cost
from nablacheck.reference.audit.of_fields import audit_fields
from nablacheck.reference.costs import COSTS, Cost

AUDITS: dict[type, tuple[str, Callable[[Any], Iterator[str]]]] = {
    Activation: (ACTIVATIONS.kind, audit_activation),
    Cost: (COSTS.kind, audit_cost),
}


def audited(entry: Activation | Cost) -> None:
    """InputError, with the entry's name and the point that shows it, unless the entry is what it declares."""
    kind, audit = AUDITS[type(entry)]
    evaluated(f"{kind} {entry.name!r}", lambda: audit_fields(entry))
    evaluated(f"{kind} {entry.name!r}", lambda: audit(entry))
