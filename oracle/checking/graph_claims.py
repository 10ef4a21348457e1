"""What is claimed for a graph: the judgement on slopes or on a trace, and as data where a mistake was made in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.checking.claims import ANY_LIBRARY, Judgement
from nablacheck.oracle.checking.graph_files import NABLA, GraphClaim
from nablacheck.oracle.checking.graph_otherwise import meant, other_costs, under
from nablacheck.oracle.explaining.explained import judge_graph_gradient, judge_graph_trace
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic.precision import OWN
from nablacheck.reference.costs import Cost
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphGradient, GraphTrace


@dataclass(frozen=True, eq=False)
class GraphJudgement(Judgement):
    """The verdict on numbers for a graph; what explains it is in the verdict, with the layer, the link and the weight."""

    def as_json(self) -> dict[str, Any]:
        """The judgement as a JSON object, as in docs/report.schema.json."""
        named = [mistake._asdict() for mistake in self.verdict.named]
        return {
            **self.on_its_network(),
            "mistake": named[0] if len(named) == 1 else None,
            "mistakes": named,
            "scale": None,
            "diagnoses": list(self.verdict.looks_like or ()),
            "notes": list(self.notes),
        }


def judge_graph_claim(claim: GraphClaim, origin: str = "the file") -> GraphJudgement:
    """The slopes end to end, or a trace equation by equation; InputError for missing ones and wrong shapes."""
    problem, gradient = claim.problem, claim.gradient
    if not gradient.slopes:
        names = ", ".join(f"{NABLA}{name}" for name in problem.network.parameters)
        raise InputError(f"{problem.origin}: it claims no slopes; add {names}, and judge it again.")
    adapter = Adapter(origin, ANY_LIBRARY, accumulator=claim.accumulator or OWN)
    try:
        verdict = _verdict(problem, gradient, adapter)
    except InputError as error:  # said as a breach is, without a full stop
        raise InputError(f"{problem.origin}: it {str(error).rstrip('.')}.") from error
    if verdict.disagrees and not verdict.named:
        costs = other_costs(problem.network, claim.own_cost)
        right = next((cost for cost in costs if _is_right_under(cost, problem, gradient, adapter)), None)
        verdict = replace(verdict, looks_like=(meant(right),)) if right else verdict
    return GraphJudgement(verdict, notes=claim.where_wrong if verdict.disagrees else ())


def _is_right_under(cost: Cost, problem: GraphProblem, gradient: GraphGradient, adapter: Adapter) -> bool:
    try:
        return _verdict(replace(problem, network=under(problem.network, cost)), gradient, adapter).agrees
    except InputError:  # its outputs or its targets are none for that cost
        return False


def _verdict(problem: GraphProblem, gradient: GraphGradient, adapter: Adapter) -> Verdict:
    """The verdict, which leaves nothing open that is not finite: nobody can be asked how a file was computed."""
    if isinstance(gradient, GraphTrace):
        verdict = judge_graph_trace(problem, gradient, adapter)
    else:
        verdict = judge_graph_gradient(problem, gradient, adapter)
    return replace(verdict, comparisons=tuple(replace(c, divided=np.zeros((), dtype=bool)) for c in verdict.comparisons))
