"""Known defects: each still shows itself, and nothing hides behind it."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.oracle.judge import judge_gradient, judge_trace
from nablacheck.oracle.ledger import LEDGER
from nablacheck.reference import COSTS, Network, Problem

CASES = [(defect, dtype) for defect in LEDGER for dtype in defect.dtypes]


def showing(defect, dtype):
    """One neuron with z = x, swept over the line by the examples of a batch."""
    cost = defect.uses.name if defect.uses.name in COSTS else "quadratic"
    output = {"cross-entropy": "sigmoid", "cross-entropy-with-logits": "identity"}.get(cost, defect.uses.name)
    x = (np.arange(-28000, 28001) / 700)[None, :].astype(dtype)
    one = np.ones((1, 1), dtype)
    return Problem(Network({2: one}, {2: 0 * one}, {2: output}, cost), x, np.full_like(x, 1.0 if cost != "quadratic" else 0.25))


@pytest.mark.parametrize(("defect", "dtype"), CASES, ids=lambda part: getattr(part, "says", part))
def test_a_defect_still_shows_itself_and_is_known(defect, dtype, adapter_named):
    adapter = adapter_named(defect.library)
    problem = showing(defect, dtype)
    for verdict in (
        judge_trace(problem, adapter.trace(problem), adapter),
        judge_gradient(problem, adapter.gradient(problem), adapter),
    ):
        assert not verdict.disagrees, verdict.explain()
    verdict = judge_trace(problem, adapter.trace(problem), adapter)
    explained = {d.says for c in verdict.comparisons for d in c.defects}

    assert explained == {defect.says}, "the defect is gone: take it out of the ledger"


@pytest.mark.parametrize(("defect", "dtype"), CASES, ids=lambda part: getattr(part, "says", part))
def test_another_number_is_not_explained(defect, dtype, adapter_named):
    """The planted mistake: the explained entry moved by a quarter."""
    adapter = adapter_named(defect.library)
    problem = showing(defect, dtype)
    trace = adapter.trace(problem)
    known = next(c for c in judge_trace(problem, trace, adapter).comparisons if np.any(c.known))
    name = {"δ": "delta", "a": "a", "C": "cost"}[known.letter[0]]
    if name == "cost":
        wrong = replace(trace, cost=trace.cost * 1.25)
    else:
        array = getattr(trace, name)[known.layer].copy()
        array[known.known] += 0.25 * np.max(abs(array))
        wrong = replace(trace, **{name: {**getattr(trace, name), known.layer: array}})

    assert judge_trace(problem, wrong, adapter).disagrees


def test_a_defect_of_one_library_excuses_no_other():
    torch = [defect for defect in LEDGER if defect.library == "torch"]

    assert torch
    assert not any(defect.concerns(showing(defect, "float32"), "jax") for defect in torch)
