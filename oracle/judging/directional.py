"""Directional derivatives, as forward mode gives them: each v·∇C against the chain rule from the input on, in balls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import compared_with_the_book
from nablacheck.oracle.judging.observe import observed_tangents
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.oracle.ledger import LEDGER
from nablacheck.oracle.ledger.defect import Defect
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.forward_mode import along
from nablacheck.reference.parameters import layered
from nablacheck.reference.problem import Problem

Array = Any
ALONG = "v·∇C along v"


def judge_tangents(problem: Problem, adapter: Adapter, directions: Array, ledger: Sequence[Defect] = LEDGER) -> Verdict:
    """v·∇C for each direction v, a row of (K, P); the problem has no leading axes."""
    directions = np.asarray(directions, dtype=problem.dtype)
    given, breaches = observed_tangents(adapter.tangents, problem, directions)
    if given is None:
        return Verdict(problem, adapter.name, precision(problem.dtype), (), breaches)
    w_dot, b_dot = layered(problem.network.split(directions))

    def letters(problem: Problem, literally: bool = False) -> Pass:
        return forward(Pass(problem, adapter.balls(problem.dtype), adapter.kinks, literally=literally))

    def compare(t: Pass) -> Iterator[Comparison]:
        ball = along(t, w_dot, b_dot, adapter.pullbacks)
        scale = np.maximum(abs(ball.mid), 2 * ball.model.floor)
        yield Comparison(ALONG, None, "v·∇C", given, ball, scale, axes=1)

    return replace(compared_with_the_book(problem, adapter, letters, compare, ledger), breaches=breaches)
