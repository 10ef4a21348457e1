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
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

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


GRAPHS = ("tensorflow-function", "tensorflow-xla")


@pytest.mark.parametrize("mode", GRAPHS)
def test_every_equation_holds_in_graphs(mode, adapter_named):
    """The same functions traced, and compiled by XLA."""
    of, tally = adapter_named(mode), Tally()
    crosscheck((drawn.problem for drawn in seeded(3, PROBLEMS // 2, "float32", 1)), of, tally)

    assert [finding.explanation for finding in tally.findings] == []
    assert tally.decided


@pytest.mark.parametrize(("mode", "prime"), [("tensorflow-function", 1.05070098), ("tensorflow-xla", 1.75809934)])
def test_what_is_taken_at_the_kink_of_selu_depends_on_the_compiler(mode, prime, adapter_named):
    """The planted mistake is the kink of the other mode."""
    of, one, zero = adapter_named(mode), np.ones((1, 1), "float32"), np.zeros((1, 1), "float32")
    network = Network({2: one, 3: one}, {2: zero, 3: zero}, {2: "selu", 3: "identity"}, "quadratic")
    at_zero = Problem(network, zero, one)
    trace = of.trace(at_zero)
    other = next(kinks["selu"][0.0] for kinks in (adapter_named(name).kinks for name in GRAPHS if name != mode))

    assert judge_trace(at_zero, trace, of).agrees
    assert (trace.delta[2] / trace.delta[3]).tolist() == [[np.float32(prime)]]
    assert judge_trace(at_zero, trace, replace(of, kinks={**of.kinks, "selu": {0.0: other}})).broken[0].equation == "BP2"


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
