"""How small a fault of one entry is certain to be caught, beside the rounding that correct frameworks really commit.

Sizes are in unit roundoffs, relative to the sum of the absolute terms of the equation: to the number itself where nothing
cancels. `certain` is the median over the entries of r + |g − m|, beyond which a number is outside its ball in either direction;
`committed` is the largest distance of any framework's number from the exact result for its own neighbours, which certified
arithmetic gives. No judge can have `certain` below `committed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.generating.problems import DTYPES, Architecture, Seeded, problem
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import BP2, BP4, NABLA_W, WEIGHTED_INPUT, judge_gradient, judge_trace
from nablacheck.oracle.judging.observe import observe
from nablacheck.oracle.trust.kill import certain
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.arithmetic.certified import CERTIFIED
from nablacheck.reference.backprop import BOOK, Pass
from nablacheck.reference.gradient import Trace
from nablacheck.reference.problem import Problem

FAN_IN, DEPTH = "fan-in", "depth"
FAN_INS = (1, 4, 16, 64, 256, 784)
DEPTHS = (2, 4, 8, 16, 32)
BATCH = 10
DRAWS = {FAN_IN: 4, DEPTH: 32}
EXACT = {WEIGHTED_INPUT: BOOK.z, BP2: BOOK.bp2, BP4: BOOK.bp4}
WATCHED = {FAN_IN: (WEIGHTED_INPUT, BP2), DEPTH: (BP2, BP4)}
"""The equations whose sums grow with the fan-in, and those that carry the error back; all at layer 2, the deepest."""


@dataclass(frozen=True)
class Sensitivity:
    """One point: `committed` is None for a whole computation, whose rounding nobody bounds this way."""

    varied: str
    value: int
    dtype: str
    equation: str
    certain: float
    committed: float | None

    @property
    def ratio(self) -> float | None:
        """How many times the largest rounding committed is needed to be certain; None where it is not known."""
        return self.certain / self.committed if self.committed else None


def network(varied: str, value: int, dtype: str) -> Problem:
    """n-4-n with sigmoid neurons, or `value` layers of eight tanh neurons; several draws."""
    widths = (value, 4, value) if varied == FAN_IN else (8,) * (value + 1)
    sigma = "sigmoid" if varied == FAN_IN else "tanh"
    drawn = Architecture(widths, (sigma,) * (len(widths) - 1), "quadratic", BATCH, 1.0, "contiguous")
    return problem(Seeded(value), drawn, dtype, DRAWS[varied], f"{varied} {value}", ("full",)).problem


Point = tuple[str, int, str]
"""What is varied, the value, the dtype."""


def all_points() -> list[Point]:
    """Every point that is measured: each fan-in and each depth, in each dtype."""
    values = {FAN_IN: FAN_INS, DEPTH: DEPTHS}
    return [(varied, value, dtype) for varied in values for value in values[varied] for dtype in DTYPES]


def measure(point: Point, adapters: Sequence[Adapter]) -> Iterator[Sensitivity]:
    """A row for each equation that is watched, over all the adapters, and one for gradients alone."""
    varied, value, dtype = point
    given, u = network(varied, value, dtype), precision(dtype).u
    found: dict[str, tuple[list[Any], list[Any]]] = {}
    for adapter in adapters:
        trace, _ = observe(adapter.trace or adapter.gradient, given)
        assert isinstance(trace, Trace)
        for c in judge_trace(given, trace, adapter).comparisons:
            if c.layer == 2 and c.equation in WATCHED[varied]:
                sizes, roundings = found.setdefault(c.equation, ([], []))
                sizes.append(_relative(certain(c), c))
                roundings.append(_relative(_rounding(given, trace, c), c))
        for c in judge_gradient(given, trace, adapter).comparisons:
            if c.layer == 2 and c.equation == NABLA_W:
                found.setdefault(NABLA_W, ([], []))[0].append(_relative(certain(c), c))
    for equation, (sizes, roundings) in found.items():
        most = float(np.max(roundings)) / u if roundings else None
        yield Sensitivity(varied, value, dtype, equation, float(np.median(sizes)) / u, most)


def _relative(size: Any, c: Comparison) -> Any:
    """In units of what is compared; an entry that is exactly zero has no relative error."""
    return np.divide(size, c.yardstick, out=np.zeros(np.shape(c.given)), where=np.asarray(c.yardstick) > 0)


def _rounding(given: Problem, trace: Trace, c: Comparison) -> Any:
    """|given − exact| for the framework's own neighbours, in certified arithmetic."""
    with CERTIFIED.working():
        t = Pass(given, CERTIFIED)
        for name in ("z", "a", "delta"):
            getattr(t, name).update({l: CERTIFIED.lift(part) for l, part in getattr(trace, name).items() if 1 < l <= 3})
        return np.array(abs(CERTIFIED.lift(c.given) - EXACT[c.equation](t, 2)), dtype=np.float64, subok=False)
