"""Points for a sweep of a cost: outputs and targets over the whole line, the same on every machine.

Numbers are float64 that the dtype holds: magnitudes from the smallest subnormal to the largest number, both signs, zeros,
the neighbours of kinks and of 0 and 1, and where an exponential or a square overflows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from nablacheck.oracle.generating.arguments import held, neighbours
from nablacheck.reference.arithmetic import PRECISIONS, Precision
from nablacheck.reference.costs import Cost
from nablacheck.reference.draws import Bits

Array = np.ndarray[Any, Any]

ROWS = (3, 9, 17)
"""Numbers of outputs besides one: around the lengths of vectors."""
EXAMPLES = 48
ROUND = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 12.0, 16.5, 20.5, 30.0, 50.0, 80.0, 100.5)
"""Ordinary magnitudes, and those at which something saturates."""
TARGETS = (0.0, 1.0, 0.5, 0.25, 0.0625, 1.5, 2.5, 30.0, -0.5, -1.0, -3.0)


def positive_numbers(p: Precision) -> Array:
    """Positive numbers of a format from the smallest to the largest."""
    low, high = round(math.log2(2 * p.eta * p.u)), math.floor(math.log2(p.largest))
    step = max(1, (high - low) // 40)
    powers = np.exp2(np.arange(low, high + 1, step).astype(float))
    overflow = math.log(p.largest)
    edges = (overflow, -math.log(p.eta), -math.log(p.u), math.sqrt(p.largest), math.sqrt(p.eta), p.eta, p.largest, 1.0)
    return np.unique(np.concatenate([held(powers, p), held(powers * (4 / 3), p), held(ROUND, p), neighbours(edges, p)]))


def _outputs(entry: Cost, p: Precision) -> Array:
    """Outputs that the cost allows."""
    positive = positive_numbers(p)
    low, high = entry.outputs
    near = neighbours([0.0, 1.0, *entry.parameters.values(), *(-number for number in entry.parameters.values())], p)
    every = np.concatenate([positive, -positive, near, held(1 - positive[positive < 1], p)])
    return np.unique(every[(every >= low) & (every <= high)])


def _targets(entry: Cost, p: Precision) -> Array:
    """Targets for a single output that the cost allows."""
    low, high = entry.targets
    y = held(TARGETS, p)
    y = y[(y >= low) & (y <= high)]
    allowed = [number for number in y if entry.kind is None or entry.kind.allows(np.array([[number]])).all()]
    return np.array(allowed)


def outputs_and_targets(entry: Cost, dtype: str) -> Iterator[tuple[Array, Array]]:
    """a and y, (n, m) each, for one output and then for several."""
    p = PRECISIONS[dtype]
    a, targets = _outputs(entry, p), _targets(entry, p)
    pairs = list(product(a, targets))
    if entry.targets[0] < 0 and entry.outputs[0] < 0 and not entry.kind:  # of differences: next to each kink of a − y
        steps = sorted({0.0, 1.0, *map(abs, entry.parameters.values())})
        pairs += [(x, y) for y in targets for step in steps for x in neighbours([y + step, y - step], p)]
    yield tuple(np.array(column)[None, :] for column in zip(*pairs, strict=True))  # type: ignore[misc]
    for n in ROWS:
        yield _rows(entry, p, a, n)


def _rows(entry: Cost, p: Precision, a: Array, n: int) -> tuple[Array, Array]:
    """Several outputs: ordinary ones, ones of very different sizes, equal ones, and one that stands out."""
    bits = Bits(n, len(entry.name))
    ordinary = 8 * bits.uniform((n, EXAMPLES)) - 4
    size = np.where(np.arange(EXAMPLES) % 3 == 0, 1.0, 2.0 ** (np.arange(EXAMPLES) % 12 - 6))
    mixed = a[(bits.raw((n, EXAMPLES)) % np.uint64(len(a))).astype(int)]
    equal = np.broadcast_to(a[:: max(1, len(a) // EXAMPLES)], (n, len(a[:: max(1, len(a) // EXAMPLES)])))
    apart = ordinary.copy()
    apart[0] += 32
    low, high = entry.outputs
    every = np.concatenate([ordinary, ordinary * size, mixed, equal, apart], axis=-1)
    if math.isfinite(low):
        every = abs(every) if math.isinf(high) else abs(every) % 1
    part = bits.uniform(every.shape)
    part[:, ::2] = np.rint(part[:, ::2])
    return held(every, p), held(entry.made(part), p)
