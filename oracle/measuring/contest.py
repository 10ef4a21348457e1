"""Who takes how long on the same network: contenders take turns in one run, and only ratios within it are claimed.

A turn calls each contender so often that it takes a few milliseconds; a time is the median of the turns. It is the time of the
processors that this process spent, so that others on the machine cost little, and on one thread what a clock would show.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from nablacheck.oracle.measuring.speed import drawn
from nablacheck.reference.problem import Problem

Contender = Callable[[], object]

TURNS = 9
SHORTEST = 2.0**-8
"""Seconds that a contender is called for in each turn, at least."""
MOST_CALLS = 256
UNIT = "PyTorch"
"""Whose forward and backward pass is the unit of the ratios, where it is there."""


@dataclass(frozen=True)
class Setting:
    """A network, a batch and a dtype."""

    widths: tuple[int, ...]
    batch: int
    dtype: str

    @property
    def network(self) -> str:
        """The widths as they are written; many equal ones are counted."""
        if len(self.widths) > 2 + len(set(self.widths)):
            return f"{len(self.widths) - 1} layers of {self.widths[0]}"
        return "-".join(map(str, self.widths))

    @property
    def problem(self) -> Problem:
        """Sigmoid layers and the quadratic cost."""
        return drawn(self.widths, self.batch, self.dtype)

    def __str__(self) -> str:
        return f"{self.network}, batch {self.batch}, {self.dtype}"


NETWORKS: Mapping[str, tuple[tuple[int, ...], int]] = {
    "book": ((784, 30, 10), 10),
    "wider": ((784, 128, 64, 10), 128),
    "wide": ((1024, 1024, 1024, 10), 512),
    "deep": ((32,) * 33, 32),
}
"""By the names of `bench speed --networks`: the network that the book trains, a wider one, a wide one, a deep one."""


@dataclass(frozen=True)
class Time:
    """Seconds of one call, the median over the turns, with the quartiles in `middle`, and as a ratio to the unit's."""

    name: str
    seconds: float
    middle: tuple[float, float]
    ratio: float
    calls: int


def contest(contenders: Mapping[str, Contender], turns: int = TURNS) -> Iterator[Time]:
    """The times of all contenders, each warmed up by two calls; the ratio is the median of the turns' ratios."""
    calls = {name: _calls(contender) for name, contender in contenders.items()}
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(turns):
        for name, contender in contenders.items():
            seconds[name].append(_seconds(contender, calls[name]))
    unit = np.array(seconds[unit_of(seconds)])
    for name, each in seconds.items():
        low, middle, high = (float(q) for q in np.quantile(each, [1 / 4, 1 / 2, 3 / 4]))
        yield Time(name, middle, (low, high), float(np.median(np.array(each) / unit)), calls[name])


def unit_of(contenders: Iterable[str]) -> str:
    """Whose time is the unit of the ratios: PyTorch's, or that of the first where it is not there."""
    names = list(contenders)
    return UNIT if UNIT in names else names[0]


def _calls(contender: Contender) -> int:
    contender()
    return min(MOST_CALLS, max(1, math.ceil(SHORTEST / max(_seconds(contender, 1), SHORTEST / MOST_CALLS))))


def _seconds(contender: Contender, calls: int) -> float:
    start = time.process_time()
    for _ in range(calls):
        contender()
    return (time.process_time() - start) / calls


def floor(problem: Problem) -> Contender:
    """The products of matrices that a backpropagation needs, and nothing else, written into arrays that are there."""
    w, n, L = problem.network.w, problem.network.widths, problem.network.L
    a, z = ({l: np.ones((n[l], problem.batch), problem.dtype) for l in n} for _ in "az")
    nabla_w = {l: np.empty_like(w[l]) for l in w}

    def products() -> None:
        for l in range(2, L + 1):
            np.matmul(w[l], a[l - 1], out=z[l])
        for l in range(2, L):
            np.matmul(w[l + 1].mT, a[l + 1], out=z[l])
        for l in w:
            np.matmul(a[l], a[l - 1].mT, out=nabla_w[l])

    return products
