"""What an adapter promises besides the numbers: each broken promise is a finding with its own sentence."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.crosscheck import verdicts
from nablacheck.oracle.judging.observe import copy_with_strides, observe
from nablacheck.reference.backprop import backprop

from helpers.small_problems import problem as example


def changes_its_input(problem):
    trace = backprop(problem)
    problem.network.w[3][0, 0] += 1
    return trace


def raises(problem):
    raise ZeroDivisionError("no gradient today")


def without_a_layer(problem):
    trace = backprop(problem)
    return replace(trace, nabla_b={l: trace.nabla_b[l] for l in (2, 3)})


PROMISES = {
    lambda problem: None: "returned NoneType; it must be a Gradient or a Trace",
    changes_its_input: "changed its input w[3]",
    raises: "raised ZeroDivisionError: no gradient today",
    without_a_layer: "returned nabla_b without layer 4; it has the layers [2, 3]",
    lambda problem: replace(backprop(problem), nabla_w={l: w.mT for l, w in backprop(problem).nabla_w.items()}): (
        "returned nabla_w[2] with shape (3, 4); it must be (4, 3)"
    ),
    lambda problem: replace(backprop(problem), z={l: z.astype(np.float32) for l, z in backprop(problem).z.items()}): (
        "returned z[2] as float32 for a problem in float64"
    ),
}


@pytest.mark.parametrize("function", PROMISES, ids=PROMISES.get)
def test_a_broken_promise_is_a_finding(function):
    adapter = Adapter("mine", "numpy", gradient=function, trace=function)
    first = next(verdicts(example(), adapter))

    assert PROMISES[function] in first.breaches
    assert first.disagrees
    assert first.explain().startswith(f"mine {PROMISES[function]}\n")


def test_the_caller_s_arrays_are_never_touched():
    problem = example()
    before = {name: array.copy() for name, array in problem.arrays.items()}
    observe(changes_its_input, problem)

    assert all(np.array_equal(array, before[name]) for name, array in problem.arrays.items())


@pytest.mark.parametrize(
    "view",
    [
        lambda array: array,
        lambda array: array.T,
        lambda array: array[::2, 1::3],
        lambda array: array[::-1, ::-2],
        lambda array: np.broadcast_to(array[:1], array.shape),
    ],
)
def test_a_copy_keeps_its_strides_and_shares_nothing(view):
    array = view(np.arange(48.0).reshape(6, 8))
    copy = copy_with_strides(array)

    assert copy.strides == array.strides
    assert np.array_equal(copy, array)
    assert not np.shares_memory(copy, array)


def test_draws_are_stacked():
    problem = example().map(lambda array: np.stack([array, array, array]))
    trace, breaches = observe(backprop, problem)

    assert trace.nabla_w[2].shape == (3, 4, 3)
    assert trace.cost.shape == (3,)
    assert not breaches
