"""A fault that only batches have is seen, also where rounding could explain any gradient of the batch itself."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.crosscheck import verdicts
from nablacheck.oracle.judging.batches import judge_like_batch, without_cancellation
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.judging.singles import judge_one_by_one
from nablacheck.reference.backprop import backprop
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.network import Network

from helpers.small_problems import problem as example


def deep(batch=4, gain=16):
    """Nine layers of 48 tanh neurons in float32: with such weights nothing is decided end to end below the last ones."""
    usual = example((48,) * 9, ("tanh",) * 8, dtype="float32", batch=batch)
    network = usual.network
    w = {l: w * usual.dtype.type(gain) for l, w in network.w.items()}
    return replace(usual, network=Network(w, network.b, network.activations, network.cost))


def of_columns(*columns):
    """The gradient of some examples of a batch in place of all; single examples are right."""

    def gradient(problem):
        right = backprop(problem if problem.batch == 1 else problem.columns(list(columns)))
        return Gradient(right.nabla_b, right.nabla_w)

    return gradient


def summed(problem):
    """∇b and ∇w as sums over the examples."""
    mean = backprop(problem)
    return Gradient(*({l: part[l] * problem.dtype.type(problem.batch) for l in part} for part in (mean.nabla_b, mean.nabla_w)))


FAULTS = {"the last alone": of_columns(3), "all but the first": of_columns(1, 2, 3), "one twice": of_columns(0, 1, 1, 3)}


@pytest.mark.parametrize("fault", [*FAULTS.values(), summed], ids=[*FAULTS, "a sum for a mean"])
def test_a_fault_that_only_batches_have_is_a_finding(fault):
    found = [verdict for verdict in verdicts(deep(), Adapter("mine", "numpy", gradient=fault)) if verdict.disagrees]

    assert found
    assert {c.equation for verdict in found for c in verdict.broken} == {"∇b end to end", "∇w end to end"}


def test_the_batch_itself_decides_nothing_in_the_first_layers_and_single_examples_are_right():
    """So that the finding is that of the batch without cancellation."""
    problem, fault = deep(), Adapter("mine", "numpy", gradient=FAULTS["the last alone"])
    whole = judge_gradient(problem, fault.gradient(problem), fault)

    assert all(c.inconclusive.all() for c in whole.comparisons if c.layer and c.layer < 6)
    assert not whole.disagrees
    assert not judge_one_by_one(problem, fault).disagrees


@pytest.mark.parametrize("fault", [*FAULTS.values(), summed], ids=[*FAULTS, "a sum for a mean"])
def test_zonotopes_see_in_the_batch_itself_what_balls_leave_open(fault):
    problem, mine = deep(gain=1), Adapter("mine", "numpy", gradient=fault)
    whole = judge_gradient(problem, fault(problem), mine)

    assert {c.layer for c in whole.broken} == set(problem.network.w)
    assert judge_gradient(problem, backprop(problem), mine).agrees
    assert all(np.isinf(c.of_balls.rad).all() or (c.of_balls.rad > abs(c.of_balls.mid)).all() for c in whole.comparisons[-4:])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "softplus", "identity", "relu"])
def test_a_right_gradient_of_a_batch_without_cancellation_is_decided_whole(activation):
    problem = example((48,) * 9, (activation,) * 8, dtype="float32", batch=4)
    (verdict,) = judge_like_batch(problem, Adapter("mine", "numpy", gradient=backprop))

    assert not verdict.disagrees, verdict.explain()
    assert all(not c.inconclusive.any() for c in verdict.comparisons)
    assert verdict.problem.origin == "seed 1, with small positive w, b and x, for which a batch is decided"


def test_numbers_are_scaled_by_powers_of_two():
    problem = deep()
    like = without_cancellation(problem)
    for name, array in problem.arrays.items():
        if name != "y":
            ratio = like.arrays[name][array != 0] / abs(array[array != 0])
            assert np.unique(ratio).size == 1
            assert np.frexp(ratio.flat[0])[0] == np.frexp(1.0)[0]

    assert all(w.sum(axis=-1).max() <= 1 for w in like.network.w.values())
    assert like.dtype == problem.dtype


def test_what_cannot_be_used_there_is_said():
    """The first call, on the batch itself, is fine."""
    calls = []

    def tires(problem):
        calls.append(problem)
        return backprop(problem) if len(calls) < 6 else None

    said = [verdict.breaches for verdict in verdicts(deep(), Adapter("mine", "numpy", gradient=tires))]

    assert said == [(), (), ("returned NoneType; it must be a Gradient or a Trace",)]


def test_a_single_example_is_no_batch():
    assert not list(judge_like_batch(deep(batch=1), Adapter("mine", "numpy", gradient=backprop)))
