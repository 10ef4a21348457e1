"""What an adapter promises besides the numbers: each broken promise is a finding with its own sentence."""

import os
import sys
from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.crosscheck import verdicts
from nablacheck.oracle.judging.observe import copy_with_strides, observe
from nablacheck.oracle.judging.singles import judge_one_by_one
from nablacheck.reference.backprop import backprop
from nablacheck.reference.gradient import Gradient, Trace

from helpers.planted import halved
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


def with_layer(letter, l, change=lambda array: array):
    """A right gradient in which one array of a letter is another, or one more is there."""

    def returned(problem):
        trace = backprop(problem)
        layers = getattr(trace, letter)
        return replace(trace, **{letter: {**layers, l: change(layers.get(l, layers[2]))}})

    return returned


def with_cost(cost):
    return lambda problem: replace(backprop(problem), cost=cost)


def interrupts(problem):
    sys.stdout.write("about to")
    raise KeyboardInterrupt


FLOATS = "allowed are real floating-point numbers"
PROMISES = {
    lambda problem: None: "returned NoneType; it must be a Gradient or a Trace",
    changes_its_input: "changed its input w[3]",
    raises: "raised ZeroDivisionError: no gradient today",
    lambda problem: sys.exit(0): "called exit(0); it must return",
    lambda problem: os._exit(0): "called exit(0); it must return",
    interrupts: "raised KeyboardInterrupt; it must return",
    without_a_layer: "returned nabla_b without layer 4; it has the layers [2, 3]",
    lambda problem: replace(backprop(problem), nabla_w={l: w.mT for l, w in backprop(problem).nabla_w.items()}): (
        "returned nabla_w[2] with shape (3, 4); it must be (4, 3)"
    ),
    lambda problem: replace(backprop(problem), nabla_b=list(backprop(problem).nabla_b.values())): (
        "returned nabla_b as list; it must map the layers [2, 3, 4] to arrays"
    ),
    with_layer("nabla_w", 5): "returned nabla_w with layer 5; the network has the layers [2, 3, 4]",
    with_layer("nabla_b", 1): "returned nabla_b with layer 1; the network has the layers [2, 3, 4]",
    with_layer("nabla_b", "4"): "returned nabla_b with layer 4; the network has the layers [2, 3, 4]",
    with_layer("nabla_b", 3, lambda array: None): "returned nabla_b[3] as None; it must be an array of floats of shape (4, 1)",
    with_layer("nabla_w", 2, lambda array: [*array.tolist(), []]): "returned nabla_w[2] as a list, of which NumPy makes no",
    with_layer("nabla_b", 2, lambda array: array + 1e6j): f"returned nabla_b[2] as complex128; {FLOATS}",
    with_layer("nabla_b", 2, lambda array: array.astype(object)): f"returned nabla_b[2] as object; {FLOATS}",
    with_layer("nabla_w", 3, lambda array: np.full_like(array, np.nan, object)): f"returned nabla_w[3] as object; {FLOATS}",
    with_layer("nabla_w", 3, lambda array: array.astype(int)): f"returned nabla_w[3] as int64; {FLOATS}",
    with_layer("nabla_w", 3, lambda array: array > 0): f"returned nabla_w[3] as bool; {FLOATS}",
    with_layer("nabla_w", 3, lambda array: array.astype("U5")): f"returned nabla_w[3] as <U5; {FLOATS}",
    with_layer("nabla_w", 2, lambda array: array.astype(np.float32)): "returned nabla_w[2] as float32 for a problem in float64",
    with_cost(1j): f"returned the cost as complex128; {FLOATS}",
    with_cost(np.ones(3)): "returned the cost with shape (3,); it must be ()",
    with_cost(np.float32(1)): "returned the cost as float32 for a problem in float64",
}
OF_TRACES = {
    with_layer("z", 2, lambda array: array.astype(np.float32)): "returned z[2] as float32 for a problem in float64",
    with_layer("delta", 3, lambda array: array + 0j): f"returned delta[3] as complex128; {FLOATS}",
    with_layer("z", 1): "returned z with layer 1; the network has the layers [2, 3, 4]",
    with_layer("a", 5): "returned a with layer 5; the network has the layers [2, 3, 4]",
    with_layer("a", 1, lambda array: 2 * array): "returned a[1], which is not its input x",
}


def said_of(adapter):
    """The breaches of every verdict, and the first explanation that there is of one."""
    found = [verdict for verdict in verdicts(example(), adapter) if verdict.breaches]
    assert all(verdict.disagrees for verdict in found)
    return [breach for verdict in found for breach in verdict.breaches], found[0].explain() if found else ""


@pytest.mark.parametrize("function", [*PROMISES, *OF_TRACES], ids=(PROMISES | OF_TRACES).get)
def test_a_broken_promise_is_a_finding(function):
    promise = (PROMISES | OF_TRACES)[function]
    said, explanation = said_of(Adapter("mine", "numpy", gradient=function, trace=function))

    assert said[0].startswith(promise)
    assert explanation.startswith(f"mine {promise}")


def narrow(array):
    return array.astype(np.float32)


def test_another_dtype_of_every_array_is_one_line():
    def single(problem):
        t = alone(backprop)(problem)
        nabla_b, nabla_w = ({l: narrow(array) for l, array in part.items()} for part in (t.nabla_b, t.nabla_w))
        return replace(t, nabla_b=nabla_b, nabla_w=nabla_w, cost=None)

    assert said_of(Adapter("mine", "numpy", gradient=single))[0] == ["returned everything as float32 for a problem in float64"]


def test_arrays_of_one_other_dtype_share_a_line():
    def some(problem):
        t = backprop(problem)
        nabla_w = {**t.nabla_w, 2: t.nabla_w[2].astype(">f8")}
        return replace(t, nabla_b={l: narrow(array) for l, array in t.nabla_b.items()}, nabla_w=nabla_w)

    assert said_of(Adapter("mine", "numpy", gradient=alone(some)))[0] == [
        "returned nabla_b as float32 for a problem in float64",
        "returned nabla_w[2] as >f8 for a problem in float64",
    ]


@pytest.mark.parametrize("function", PROMISES, ids=PROMISES.get)
def test_it_is_one_of_code_that_returns_gradients_alone(function):
    """Said once, though each example is asked for by itself as well."""
    said, explanation = said_of(Adapter("mine", "numpy", gradient=alone(function)))

    assert said[0].startswith(PROMISES[function])
    assert len(said) == len(set(said))
    assert explanation.startswith(f"mine {PROMISES[function]}")


@pytest.mark.parametrize("function", PROMISES, ids=PROMISES.get)
def test_it_is_one_of_code_that_breaks_it_on_single_examples_alone(function):
    def gradient(problem):
        return alone(function)(problem) if problem.batch == 1 else alone(backprop)(problem)

    verdict = judge_one_by_one(example(), Adapter("mine", "numpy", gradient=gradient))

    assert verdict.breaches[0].startswith(PROMISES[function])
    assert verdict.disagrees
    assert said_of(Adapter("mine", "numpy", gradient=gradient))[0][0] == verdict.breaches[0]


def alone(function):
    """∇b, ∇w and C of a function that returns a trace."""

    def gradient(problem):
        result = function(problem)
        return Gradient(result.nabla_b, result.nabla_w, result.cost) if isinstance(result, Trace) else result

    return gradient


def steps_at_the_end(problem):
    right = alone(backprop)(problem)
    for l, w in problem.network.w.items():
        w -= right.nabla_w[l]
    return right


def clears_at_the_end(problem):
    right = alone(backprop)(problem)
    problem.x[...] = problem.y[...] = 0
    return right


def centres_first(problem):
    """A right gradient of another problem than the one that was asked for."""
    problem.x[...] -= 1
    problem.network.b[3][...] = 0
    return backprop(problem)


@pytest.mark.parametrize("function", [steps_at_the_end, clears_at_the_end, centres_first, alone(centres_first)])
@pytest.mark.parametrize("draws", [0, 2])
def test_no_equation_is_accused_of_what_a_changed_input_explains(function, draws):
    problem = example().map(lambda array: np.stack([array] * draws) if draws else array)
    traced = Adapter("mine", "numpy", gradient=function, trace=function if function is centres_first else None)
    said = list(verdicts(problem, traced))

    assert all(breach.startswith("changed its input") for verdict in said for breach in verdict.breaches)
    assert any(verdict.breaches for verdict in said)
    assert not any(verdict.broken for verdict in said)


def test_a_changed_input_excuses_no_mistake():
    def gradient(problem):
        problem.x[...] -= 1
        return alone(lambda problem: backprop(problem, halved("bp2")))(problem)

    broken = [
        c.equation for verdict in verdicts(example(), Adapter("mine", "numpy", gradient=gradient)) for c in verdict.broken
    ]

    assert "BP2" in broken


def test_an_input_that_is_no_problem_any_more_is_said_to_be_changed():
    def gradient(problem):
        right = alone(lambda problem: backprop(problem, halved("bp2")))(problem)
        problem.x[...] = np.nan
        del problem.network.w[2]
        return right

    verdict = judge_one_by_one(example(), Adapter("mine", "numpy", gradient=gradient))

    assert verdict.breaches == ("changed its input w[2]", "changed its input x")
    assert verdict.broken[0].equation == "BP2"


def test_numbers_that_the_next_call_overwrites_are_kept():
    kept = {}

    def gradient(problem):
        right = alone(backprop)(problem)
        mine = kept.setdefault(problem.batch, right)
        for letter, layers in mine.letters.items():
            for l, array in layers.items():
                array[...] = right.letters[letter][l]
        return replace(mine, cost=right.cost)

    problem = example().map(lambda array: np.stack([array, array / 2]))

    assert not any(verdict.disagrees for verdict in verdicts(problem, Adapter("mine", "numpy", gradient=gradient)))


def test_single_examples_are_handed_out_as_copies():
    problem = example()
    before = {name: array.copy() for name, array in problem.arrays.items()}
    judge_one_by_one(problem, Adapter("mine", "numpy", gradient=steps_at_the_end))

    assert all(np.array_equal(array, before[name]) for name, array in problem.arrays.items())


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


def test_what_an_adapter_prints_is_kept_out_of_the_output(capsys):
    observe(interrupts, example())

    assert capsys.readouterr().out == ""
