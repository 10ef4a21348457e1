"""The judge itself, in the same contract as the other tools."""

from __future__ import annotations

from nablacheck.oracle.judge import judge_gradient, judge_trace
from nablacheck.oracle.rivals import Accepts, Case, Rival
from nablacheck.reference.network import Gradient


def _trace(case: Case) -> Accepts:
    return lambda claimed: judge_trace(case.problem, claimed, case.adapter, diagnose=False).agrees


def _alone(case: Case) -> Accepts:
    return lambda claimed: judge_gradient(case.problem, Gradient(claimed.nabla_b, claimed.nabla_w), case.adapter).agrees


TRACE, ALONE = "nablacheck, trace", "nablacheck, gradients alone"
OURS = (
    Rival(TRACE, "the rounding of each equation", _trace),
    Rival(ALONE, "the rounding of the whole computation", _alone),
)
