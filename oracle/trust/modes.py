"""What is shown to the judge of the numbers of a problem: everything, the gradient alone, or that of a single example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import (
    ACTIVATION,
    BP1,
    BP2,
    BP3,
    BP4,
    NABLA_B,
    NABLA_W,
    WEIGHTED_INPUT,
    judge_gradient,
    judge_trace,
)
from nablacheck.oracle.judging.singles import judge_singles
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.oracle.trust.faults import Fault
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.problem import Problem

Place = tuple[str, int]
"""An equation and a layer."""


@dataclass(frozen=True, eq=False)
class Mode:
    """What the judge says of a trace of which it sees a part, and the letter that each equation compares there.

    `place(fault, L)` is where a fault must be seen first; None for anywhere. `shown` tells of which problems.
    """

    name: str
    judge: Callable[[Problem, Trace, Adapter], Verdict]
    letters: Mapping[str, str]
    place: Callable[[Fault, int], Place | None]
    shown: Callable[[Problem], bool] = lambda problem: True

    def numbers(self, c: Comparison, trace: Trace) -> Any:
        """What a comparison is given of a trace, where it is of a letter."""
        return getattr(trace, self.letters[c.equation])[c.layer].reshape(c.given.shape)


def _singles(problem: Problem, trace: Trace, adapter: Adapter) -> Verdict:
    nabla_w = {l: array[..., None, :, :] for l, array in trace.nabla_w.items()}
    return judge_singles(problem, Gradient(trace.nabla_b, nabla_w), adapter, sharp=True)


def _of_delta(fault: Fault, L: int) -> Place:
    """∇b of a single example is δ."""
    equation = (BP1 if fault.layer == L else BP2) if fault.equation == BP3 else fault.equation
    return equation, fault.layer


TRACE = Mode(
    "trace",
    lambda problem, trace, adapter: judge_trace(problem, trace, adapter),
    {WEIGHTED_INPUT: "z", ACTIVATION: "a", BP1: "delta", BP2: "delta", BP3: "nabla_b", BP4: "nabla_w"},
    lambda fault, L: (fault.equation, fault.layer),
)
SINGLE = Mode(
    "one example",
    _singles,
    {BP1: "nabla_b", BP2: "nabla_b", BP4: "nabla_w"},
    _of_delta,
    lambda problem: problem.batch == 1,
)
GRADIENT = Mode(
    "gradients alone",
    lambda problem, trace, adapter: judge_gradient(problem, trace, adapter, sharp=True),
    {NABLA_B: "nabla_b", NABLA_W: "nabla_w"},
    lambda fault, L: None,
)
MODES = (TRACE, SINGLE, GRADIENT)
GRAPH_TRACE, GRAPH_GRADIENT = "trace of a graph", "slopes of a graph alone"
"""What is shown of a graph, in the same counts."""
