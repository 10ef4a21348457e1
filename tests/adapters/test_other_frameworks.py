"""Frameworks besides PyTorch and JAX: each equation on random problems, every function of theirs over the line."""

import operator
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from nablacheck.adapters.wrapped_arrays import Wrapped
from nablacheck.oracle.campaign.crosscheck import Tally, crosscheck
from nablacheck.oracle.explaining.explained import judge_trace
from nablacheck.oracle.generating.problems import seeded
from nablacheck.oracle.ledger import LEDGER
from nablacheck.oracle.ledger.reproduce import gone, reproduced
from nablacheck.oracle.sweeping.findings import Findings, jobs
from nablacheck.oracle.sweeping.prober import DOMAINS, measured
from nablacheck.oracle.sweeping.sweeper import sweep
from nablacheck.reference import ACTIVATIONS, COSTS
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.arithmetic.accuracy import ACCURACY

from helpers.small_problems import output_for
from helpers.small_problems import problem as example

pytestmark = pytest.mark.slow
OTHERS = ("autograd", "tensorflow", "paddle", "mlx", "casadi", "keras-jax", "keras-torch")
PROBLEMS = 12
OF_NUMPY = SimpleNamespace(alike=lambda *arrays: list(arrays), both=operator.and_, either=operator.or_, negated=operator.invert)


@pytest.fixture(params=OTHERS)
def other(request, adapter_named):
    return adapter_named(request.param)


def of_package(adapter):
    """The defects of its package; Keras has those of its backend too, of which a sweep of its functions need not meet all."""
    return [defect for defect in LEDGER if defect.comes_with == (adapter.comes_with or adapter.library)]


def test_every_equation_holds_on_random_problems(other):
    tally = Tally()
    for dtype in other.dtypes:
        crosscheck((drawn.problem for drawn in seeded(3, PROBLEMS, dtype, 2)), other, tally)

    assert [finding.explanation for finding in tally.findings] == []
    assert tally.decided


def test_every_activation_and_cost_is_right(other):
    """Its own functions, and our formulas as it differentiates them."""
    of = partial(example, dtype=other.dtypes[-1], batch=3)
    problems = [of(activations=("tanh", name, "tanh")) for name in ACTIVATIONS]
    problems += [of(activations=("tanh", output_for(COSTS[name])), widths=(3, 4, 5), cost=name) for name in COSTS]
    wrong = [str(problem) for problem in problems if judge_trace(problem, other.trace(problem), other).disagrees]

    assert wrong == []


def test_a_planted_mistake_is_seen(other):
    problem = example(dtype=other.dtypes[-1])
    trace = other.trace(problem)
    off = np.array(1 + 4096 * precision(problem.dtype).u, problem.dtype)
    wrong = replace(trace, delta={**trace.delta, 3: trace.delta[3] * off})

    assert judge_trace(problem, wrong, other).broken[0].equation == "BP2"


def test_every_function_of_its_own_is_right_over_the_line_or_known(other):
    entries = [registry[name] for registry in (ACTIVATIONS, COSTS) for name in registry.variants()]
    found = Findings()
    for entry, adapter, dtype in jobs(entries, [other], other.dtypes):
        for swept in sweep(entry, adapter, dtype):
            found.add(swept)

    found.looked_for = {(defect, dtype) for defect, dtype in found.looked_for if defect in of_package(other)}
    assert found.wrong == []
    assert found.gone(LEDGER) == []


@pytest.mark.parametrize("function", DOMAINS)
def test_its_elementary_functions_keep_their_rows(other, function):
    """Where a framework has no such function, it has no row either."""
    for dtype in other.dtypes:
        rows = (other.accuracy or ACCURACY[other.library])[dtype].kappa
        if function not in rows:
            with pytest.raises(NotImplementedError, match=f"has no {function}"):
                measured("numpy", dtype, function, other.functions.elementary)
            continue
        row = measured("numpy", dtype, function, other.functions.elementary)
        assert row.found <= rows[function], row


def test_its_defects_show_themselves_in_a_process_of_their_own(other):
    mine = of_package(other)

    assert mine
    assert gone(reproduced(mine)) == []


def test_a_wrapped_array_leaves_alone_what_it_does_not_know(other):
    one = Wrapped(np.ones((2, 2)), OF_NUMPY)

    assert one.__add__("1") is NotImplemented
    assert (2 - one).raw.tolist() == [[1, 1], [1, 1]]
    assert (~(one > 1)).raw.all()
    assert ((one == 1) & (one != 2) | (one >= 2)).raw.all()
