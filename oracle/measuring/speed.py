"""In what sense is backpropagation a fast algorithm? Its time measured against a forward pass, and against (46).

Contenders take turns within one run, with a few calls in each turn, so that whatever else the machine does slows all of
them alike; a time is the lower quartile of single calls, which leaves out cold caches and interruptions. Only ratios are
claimed. (46) costs a forward pass for each weight or bias, so its exponent in their number P is that of a forward
pass plus 1; backpropagation costs a few forward passes whatever P is. In small networks most of the time of a forward pass
goes into calling NumPy and not into arithmetic, which flattens both exponents alike and leaves their difference.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

import numpy as np

from nablacheck.oracle.generating.problems import Architecture, Seeded, problem
from nablacheck.reference.arithmetic import FLOAT64
from nablacheck.reference.backprop import backprop, feedforward
from nablacheck.reference.problem import Problem

Array = Any
Contender = Callable[[], object]

RATIOS = (((784, 30, 10), 10), ((784, 128, 64, 10), 128), ((1024, 1024, 1024, 10), 128))
"""Widths and batch: the network that the book trains, a wider one, a wide one."""
BATCH = 10
"""Of the networks that grow: the mini-batch of the book."""
SIZES = tuple(math.isqrt(math.isqrt(10**k) // 2) for k in range(4, 13))
"""n of the networks n-n-n, so that 2n² + 2n, the number of weights and biases, grows from 10² to 10⁶ in half decades."""
ALWAYS = 3
"""This many of the smallest networks are measured however little time there is: a line needs its points."""
BUDGET = 60.0
"""Seconds for (46)."""
CALLS = 5
"""Forward passes, and gradients, in each turn."""
STEP = 2.0 ** np.rint(np.log2(FLOAT64.u) / 2)


@dataclass(frozen=True)
class Effort:
    """How long to measure: in `turns` turns; a `sample` of the costs of (46) stands for all P + 1 where there is no time for
    them, and `enough` are timed in a small network, whose P are too few.
    """

    turns: int = 32
    sample: int = 1024
    enough: int = 4096


FULL = Effort()


@dataclass(frozen=True)
class Ratio:
    """Seconds of a forward pass and of a gradient, the median over the turns of their ratio, and its quartiles in `middle`."""

    network: str
    batch: int
    forward_s: float
    gradient_s: float
    ratio: float
    middle: tuple[float, float]


@dataclass(frozen=True)
class Growth:
    """Seconds of a forward pass, of a backpropagation and of the differences (46), for `weights` weights and biases.

    `measured` says that every one of the costs of (46) was evaluated and timed; otherwise a sample of them was.
    """

    weights: int
    forward_s: float
    backprop_s: float
    finite_differences_s: float
    measured: bool


@dataclass(frozen=True)
class Exponents:
    """e in time ∝ weights^e, fitted to the measured networks alone, of which there are `points`."""

    backprop: float
    finite_differences: float
    difference: float
    points: int


def drawn(widths: Sequence[int], batch: int, dtype: str = "float64") -> Problem:
    """Sigmoid layers and the quadratic cost, the same numbers on any machine."""
    architecture = Architecture(tuple(widths), ("sigmoid",) * (len(widths) - 1), "quadratic", batch, 1.0, "contiguous")
    return problem(Seeded(0), architecture, dtype, 1, "benchmark", ("full",)).problem.draw(0)


def in_turns(contenders: Sequence[tuple[Contender, int]], turns: int) -> list[Array]:
    """The seconds of every call, (turns, calls) for each contender; beside it stands how often a turn calls it."""
    nanoseconds: list[list[list[int]]] = [[] for _ in contenders]
    for _ in range(turns):
        for (contender, calls), rows in zip(contenders, nanoseconds, strict=True):
            rows.append([_elapsed(contender) for _ in range(calls)])
    return [np.array(rows) / 10**9 for rows in nanoseconds]


def _elapsed(contender: Contender) -> int:
    start = time.perf_counter_ns()
    contender()
    return time.perf_counter_ns() - start


def _passes(problem: Problem) -> list[tuple[Contender, int]]:
    """A forward pass without C, and a gradient; both warmed up."""
    passes: list[tuple[Contender, int]] = [(lambda: feedforward(problem), CALLS), (lambda: backprop(problem), CALLS)]
    in_turns(passes, turns=1)
    return passes


def quartile(seconds: Array, axis: int | None = None) -> Array:
    """The lower quartile; unlike a minimum it does not fall with the number of calls."""
    return np.quantile(seconds, 1 / 4, axis=axis)


def ratio(widths: Sequence[int], batch: int, effort: Effort = FULL) -> Ratio:
    """The cost of a gradient over the cost of a forward pass through the same network."""
    forward, gradient = in_turns(_passes(drawn(widths, batch)), effort.turns)
    turns = quartile(gradient, axis=1) / quartile(forward, axis=1)
    low, middle, high = (float(q) for q in np.quantile(turns, [1 / 4, 1 / 2, 3 / 4]))
    name = "-".join(map(str, widths))
    return Ratio(name, batch, float(quartile(forward)), float(quartile(gradient)), middle, (low, high))


def differences(problem: Problem, every: int = 1) -> Iterator[float]:
    """(C(w + h e_j) − C(w)) / h, (46), for b^2, …, b^L and then w^2, …, w^L, row by row: one cost, one forward pass each.

    This is the naive form of the book, except that the weights are moved in place: a copy of all of them for each one would
    be a straw man. With `every`, only each so manieth entry of an array is moved.
    """
    mine = problem.map(lambda array: array.copy())
    here = feedforward(mine).cost
    for array in mine.network.parameters.values():
        flat = array.reshape(-1)
        for j in range(0, flat.size, every):
            kept = flat[j]
            flat[j] = kept + STEP
            yield (feedforward(mine).cost - here) / STEP
            flat[j] = kept


def race(problem: Problem, costs: int, turns: int, every: int = 1) -> tuple[float, float, float]:
    """Seconds of a forward pass, of a backpropagation, and of (46): P + 1 times a cost, of which at least `costs` are timed."""
    stream = chain.from_iterable(differences(problem, every) for _ in count())
    times = in_turns([*_passes(problem), (lambda: next(stream), math.ceil(costs / turns))], turns)
    forward, gradient, cost = (float(quartile(seconds)) for seconds in times)
    return forward, gradient, cost * (problem.network.count + 1)


def growth(budget: float, sizes: Sequence[int], effort: Effort = FULL) -> Iterator[Growth]:
    """The networks n-n-n by size, (46) in full until the next would exceed `budget` seconds in all, then from a sample."""
    for i, n in enumerate(sizes):
        problem = drawn((n, n, n), BATCH)
        P = problem.network.count
        forward, gradient, slow = race(problem, effort.sample, effort.turns, every=max(1, P // effort.sample))
        measured = i < ALWAYS or slow <= budget
        if measured:
            start = time.perf_counter()
            forward, gradient, slow = race(problem, max(P, effort.enough), effort.turns)
            budget -= time.perf_counter() - start
        else:
            budget = 0  # whatever is larger is not measured either
        yield Growth(P, forward, gradient, slow, measured)


def exponents(rows: Iterable[Growth]) -> Exponents:
    """How the times grow with the number of weights; at least two rows are measured."""
    measured = [row for row in rows if row.measured]
    weights = [row.weights for row in measured]
    back = slope(weights, [row.backprop_s for row in measured])
    slow = slope(weights, [row.finite_differences_s for row in measured])
    return Exponents(back, slow, slow - back, len(measured))


def exponents_so_far(rows: Iterable[Growth]) -> Exponents | None:
    """The same where two rows are measured, else None."""
    measured = [row for row in rows if row.measured]
    return exponents(measured) if len(measured) > 1 else None


def slope(x: Sequence[float], y: Sequence[float]) -> float:
    """e in y ∝ x^e: least squares through the logarithms."""
    log_x, log_y = np.log2(x), np.log2(y)
    centred = log_x - log_x.mean()
    return float(centred @ log_y / (centred @ centred))
