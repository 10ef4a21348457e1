"""Whether an error is one of rounding: it changes from one number to the next as it will, while a mistake changes smoothly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.checking.observed import as_far_as_possible, quiet
from nablacheck.oracle.checking.subject import Subject
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]


def erratic(subject: Subject, judgements: Sequence[Judgement], dtype: str) -> bool:
    """Whether what is wrong may be the rounding of a narrower dtype.

    It is as large as half a unit of that dtype somewhere, which of n roundings all but one in 2ⁿ are, or as the quarter of
    that which σ′ of a sigmoid leaves of what was rounded before. And it is another one where the inputs move by √u, with u
    of that dtype: many of its units, but next to nothing for whatever is smooth.
    """
    u = precision(dtype).u
    problems = dict.fromkeys(judgement.asked.problem for judgement in judgements if judgement.asked)
    here = [judgement for judgement in judgements if judgement.asked]
    there = as_far_as_possible(quiet(subject), (_moved(problem, 1 + np.sqrt(u)) for problem in problems))
    if len(here) != len(there):
        return False
    before, after = (np.concatenate([_errors(judgement) for judgement in each]) for each in (here, there))
    largest = max(abs(before).max(initial=0.0), abs(after).max(initial=0.0))
    return bool(8 * largest >= u and 2 * np.linalg.norm(after - before) >= np.linalg.norm(before))


def _moved(problem: Problem, by: float) -> Problem:
    """The problem with w, b and x times a number, and over it those targets that need not be of a kind, or be whole."""
    network = problem.network
    w, b = ({l: (by * array).astype(problem.dtype) for l, array in layers.items()} for layers in (network.w, network.b))
    moved = Network(w, b, network.activations, network.cost)
    y = problem.y
    if problem.network.cost.kind is None:
        y = np.where(y == np.rint(y), y, y / by).astype(problem.dtype)
    return replace(problem, network=moved, x=(by * problem.x).astype(problem.dtype), y=y)


def _errors(judgement: Judgement) -> Array:
    """How far every number of the gradient is from what the equations give, in units of their terms."""
    found = [np.zeros(0)]
    for c in judgement.verdict.comparisons:
        if c.layer:
            with np.errstate(all="ignore"):
                error = (np.asarray(c.given, np.float64) - c.ball.mid) / np.broadcast_to(c.ball.size, c.ball.shape)
            found.append(np.where(np.isfinite(error), error, 0.0).ravel())
    return np.concatenate(found)
