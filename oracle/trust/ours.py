"""The judge itself, in the same contract as the other tools: it refuses what is proven wrong."""

from __future__ import annotations

from nablacheck.oracle.judging.judges import judge_gradient, judge_trace
from nablacheck.oracle.trust.rivals import Accepts, Case, Rival
from nablacheck.reference.gradient import Gradient, Trace


def _trace(case: Case) -> Accepts:
    return lambda claimed: not judge_trace(case.problem, claimed, case.adapter).disagrees


def _alone_of(claimed: Trace) -> Gradient:
    return Gradient(claimed.nabla_b, claimed.nabla_w)


def _alone(case: Case) -> Accepts:
    return lambda claimed: not judge_gradient(case.problem, _alone_of(claimed), case.adapter).disagrees


TRACE, ALONE = "nablacheck, trace", "nablacheck, gradients alone"
OURS = (
    Rival(TRACE, "the rounding of each equation", _trace),
    Rival(ALONE, "the rounding of the whole computation", _alone),
)
