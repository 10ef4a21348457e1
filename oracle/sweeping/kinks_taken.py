"""What an adapter's own functions take for derivatives at kinks, measured."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.adapters.kinks_by_release import KINKS_OF, said
from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.arithmetic import FLOAT
from nablacheck.reference.costs import COSTS, AnyEntry, Cost

Array = np.ndarray[Any, Any]
SHARES = 4
"""Of how many parts of the way from the left to the right derivative something is taken."""


def kinks_taken(adapter: Adapter) -> Iterator[tuple[str, str]]:
    """A question for each family with kinks of which a sweep asks the adapter, with the answer."""
    assert adapter.functions is not None
    for registry in (ACTIVATIONS, COSTS):
        for name, family in registry.families.items():
            members = [registry[member] for member in family.variants()]
            found = {_member(entry): _taken(entry, adapter) for entry in members if adapter.functions.asks(entry)}
            answer = {member: taken for member, taken in found.items() if taken}
            if answer:
                yield KINKS_OF + name, json.dumps(answer)


def _member(entry: AnyEntry) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in entry.parameters.items())


def _taken(entry: Any, adapter: Adapter) -> str:
    """What is taken at the kinks of an entry; nothing where it has none that is met."""
    with np.errstate(all="ignore"):
        return _of_cost(entry, adapter) if isinstance(entry, Cost) else _of_activation(entry, adapter)


def _of_activation(entry: Activation, adapter: Adapter) -> str:
    assert adapter.functions is not None
    z = np.array(sorted(entry.kinks), dtype=float)
    if not z.size:
        return ""
    pulled = adapter.functions.activation(entry, z, np.ones_like(z), "float64", False)[1]
    return said(dict(zip(z.tolist(), pulled.tolist(), strict=True)))


def _of_cost(entry: Cost, adapter: Adapter) -> str:
    """The share that most of the numbers at kinks have: some are lost to a known defect."""
    assert adapter.functions is not None
    assert adapter.functions.cost is not None
    if not entry.kinked:
        return ""
    shares = Counter[float]()
    for a, y in on_a_grid(entry):
        given = adapter.functions.cost(entry, a, y, "float64")[1]
        left, right = (np.broadcast_to(entry.gradient(a, y, FLOAT, share), a.shape) for share in (0.0, 1.0))
        share = (given - left) / (right - left)
        shares.update((np.round(share[np.isfinite(share) & (left != right)] * SHARES) / SHARES + 0.0).tolist())
    return repr(shares.most_common(1)[0][0]) if shares else ""


def on_a_grid(entry: Cost) -> Iterator[tuple[Array, Array]]:
    """Columns of halves that the cost allows, of one and of two outputs: where they are on a kink, they are so exactly."""
    for n, steps in ((1, 4), (2, 2)):
        outputs = np.array([*product(np.arange(-steps, steps + 1) / 2, repeat=n)])
        targets = np.array([*product((-1.0, 0.0, 0.5, 1.0), repeat=n)])
        a, y = np.repeat(outputs, len(targets), axis=0).T, np.tile(targets, (len(outputs), 1)).T
        allowed = np.ones(a.shape[1], dtype=bool)
        for part, (low, high) in ((a, entry.outputs), (y, entry.targets)):
            allowed &= ((part >= low) & (part <= high)).all(axis=0)
        if entry.kind is not None:
            allowed &= np.broadcast_to(entry.kind.allows(y), a.shape).all(axis=0)
        if allowed.any():
            yield a[:, allowed], y[:, allowed]
