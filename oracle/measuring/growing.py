"""How time and memory of the reference and of the judge grow with the work: weights times examples, and layers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nablacheck.oracle.measuring.contest import Contender, contest
from nablacheck.oracle.measuring.memory import peak
from nablacheck.oracle.measuring.speed import drawn, slope
from nablacheck.reference.problem import Problem

BATCH = 4
"""Small, so that the weights are most of the memory: what a pass returns then grows as they do."""
WIDER = tuple((math.isqrt(math.isqrt(10**k) // (2 * BATCH)),) * 3 for k in range(6, 15))
"""Networks n-n-n whose weights times examples grow from 10³ to 10⁷ in half decades."""
DEEPER = tuple((32,) * (layers + 1) for layers in (2, 8, 32, 128, 512))
"""Networks 32 wide with more and more layers."""
ABOVE = 10**5
"""Weights times examples from which on exponents are fitted; below them a call costs more than its numbers."""
TURNS = 5


@dataclass(frozen=True)
class Spent:
    """Seconds and bytes at most of one contender for a network; `work` is its weights times the examples."""

    name: str
    varied: str
    work: int
    layers: int
    seconds: float
    memory: int


def grown(contenders: Callable[[Problem], Mapping[str, Contender]], dtype: str, turns: int = TURNS) -> Iterator[Spent]:
    """Every contender on every network, wider and deeper ones."""
    for varied, networks in (("width", WIDER), ("depth", DEEPER)):
        for widths in networks:
            yield from _rows(varied, widths, contenders(drawn(widths, BATCH, dtype)), turns)


def _rows(varied: str, widths: Sequence[int], ready: Mapping[str, Contender], turns: int) -> Iterator[Spent]:
    work = BATCH * sum(n * m for n, m in pairwise(widths))
    for time in contest(ready, turns):
        yield Spent(time.name, varied, work, len(widths) - 1, time.seconds, peak(ready[time.name]))


def exponents_of(rows: Iterable[Spent]) -> dict[str, dict[str, float]]:
    """e in time and memory ∝ work^e by contender, over the networks that are worked on long enough."""
    found: dict[str, list[Spent]] = {}
    for row in rows:
        if row.work >= ABOVE:
            found.setdefault(f"{row.name}, {row.varied}", []).append(row)
    return {
        name: {
            "time": slope([row.work for row in each], [row.seconds for row in each]),
            "memory": slope([row.work for row in each], [row.memory for row in each]),
        }
        for name, each in found.items()
        if len({row.work for row in each}) > 1
    }
