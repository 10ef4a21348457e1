"""Is 1e-4 fine? How large a relative error rounding and truncation can explain, by method and dtype: a table.

The networks are 16 draws of the book's kind (8-6-4, sigmoid, quadratic cost), the same on any machine, with numbers that
are exact in float32, so that both dtypes have the same true gradient; that one comes from certified arithmetic. A relative
error is ‖given − true‖ / ‖true‖ over all weights and biases; the median of the draws is shown. What is proven comes from
`judge_gradient` and `judge_differences`. The best step is the power of two with the smallest error, which nobody knows
beforehand. The last column says how many single entries, all of them right, are off by more than 1e-4 of their value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.adapters.finite_differences import central, one_sided, units
from nablacheck.oracle.generating.problems import Architecture, Seeded, problem
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.judging.mean_value import CENTRAL, FORWARD, best_step, judge_differences
from nablacheck.reference import Gradient, Problem, backprop
from nablacheck.reference.arithmetic import REAL, Balls
from nablacheck.reference.arithmetic.certified import CERTIFIED

Array = Any
DTYPES = ("float64", "float32")
QUOTIENTS = {FORWARD: ("forward differences", one_sided), CENTRAL: ("central differences", central)}
USUAL = 2.0**-13
"""The power of two next to 1e-4, a step that people take."""
STEPS = 2.0 ** -np.arange(1, 40)
DRAWS = 16
ASKED = 10.0**-4
"""The tolerance that this table is about."""


@dataclass(frozen=True)
class Row:
    """A line of the table: `proven` is the relative error that can be explained, where that is known."""

    method: str
    dtype: str
    step: str
    proven: float | None
    observed: float
    accused: str

    def __str__(self) -> str:
        proven = "" if self.proven is None else f"{self.proven:.0e}"
        return f"| {self.method} | {self.dtype} | {self.step} | {proven} | {self.observed:.0e} | {self.accused} |"


@cache
def example(dtype: str) -> Problem:
    """The networks, with the draws along the leading axis."""
    drawn = Architecture((8, 6, 4), ("sigmoid",) * 2, "quadratic", 5, 1.0, "contiguous")
    exact = problem(Seeded(9), drawn, "float32", DRAWS, "the example", ("full",)).problem
    return exact.map(lambda array: array.astype(dtype))


@cache
def truth() -> Array:
    """The certified gradients (draws, P), as numbers of 160 bits."""
    return backprop(example("float64"), arithmetic=CERTIFIED).vector


def errors(given: Array) -> Array:
    """|given − true|, subtracted in certified arithmetic; (draws, P)"""
    with CERTIFIED.working():
        return np.array(abs(CERTIFIED.lift(given.astype(np.float64)) - truth()), dtype=np.float64, subok=False)


def sizes() -> Array:
    """|true|, (draws, P)"""
    return abs(np.array(truth(), dtype=np.float64, subok=False))


def relative(error: Array) -> float:
    """The relative error of the whole gradient, in the median of the draws."""
    return float(np.median(np.linalg.norm(error, axis=-1) / np.linalg.norm(sizes(), axis=-1)))


def accused(error: Array) -> str:
    """The share of the entries that a comparison with 1e-4 calls wrong, in three classes."""
    share = np.mean(error > ASKED * sizes())
    return "under 1%" if 100 * share < 1 else "over 50%" if share > 1 / 2 else "1% to 50%"


def row(method: str, dtype: str, step: str, error: Array, proven: float | None = None) -> Row:
    """A line of the table from the errors (draws, P)."""
    return Row(method, dtype, step, proven, relative(error), accused(error))


def backpropagation(dtype: str) -> Row:
    """The reference in a dtype, and the balls around it."""
    mine = Adapter("the reference", "numpy", backprop)
    trace = backprop(example(dtype))
    compared = judge_gradient(example(dtype), trace, mine).comparisons
    b, w = ({c.layer: c.ball.rad for c in compared if c.equation.startswith(name)} for name in ("∇b", "∇w"))
    return row("backpropagation", dtype, "", errors(trace.vector), relative(Gradient(b, w).vector))


def difference(equation: str, dtype: str, h: float) -> Array:
    """Every partial derivative by a difference quotient computed in a dtype; (draws, P)"""
    exact, quotient = example(dtype), QUOTIENTS[equation][1]
    return quotient(exact, units(exact).astype(dtype), np.full(DRAWS, h, dtype=dtype)).T


def differences(equation: str, dtype: str) -> Iterator[Row]:
    """At the usual step, and at the best one."""
    method = QUOTIENTS[equation][0]
    yield row(method, dtype, f"2^{np.log2(USUAL):.0f}", errors(difference(equation, dtype, USUAL)))
    error = {h: errors(difference(equation, dtype, h)) for h in STEPS}
    best = min(STEPS, key=lambda h: relative(error[h]))
    yield row(method, dtype, f"best, 2^{np.log2(best):.0f}", error[best])


def judged() -> Iterator[Row]:
    """What the mean value theorem proves of both kinds in float64, at the step that makes it smallest."""
    exact = example("float64")
    with Balls(REAL).working():
        steps = np.log2(best_step(exact, units(exact)))
    for c in judge_differences(exact, Adapter("differences", "numpy", backprop), units(exact)).comparisons:
        if c.equation in QUOTIENTS:
            step = f"judge's, 2^{np.median(steps):.0f}"
            yield row(QUOTIENTS[c.equation][0], "float64", step, errors(c.given), relative(c.ball.rad))


def rows() -> Iterator[Row]:
    """The table, line by line."""
    yield from (backpropagation(dtype) for dtype in DTYPES)
    proven = {line.method: line for line in judged()}
    for equation in (CENTRAL, FORWARD):
        yield proven[QUOTIENTS[equation][0]]
        for dtype in DTYPES:
            yield from differences(equation, dtype)


def table() -> str:
    """The table in Markdown."""
    head = "| method | dtype | step | proven | observed | 1e-4 accuses |\n|---|---|---|---|---|---|"
    return "\n".join([head, *map(str, rows())])


if __name__ == "__main__":
    print(table())  # noqa: T201
