"""One text, three arithmetics, and the proof of the book as an independent check."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from nablacheck.reference import ACTIVATIONS, BOOK, COSTS, Network, Problem, backprop
from nablacheck.reference.arithmetic import FLOAT64, Balls, precision
from nablacheck.reference.arithmetic.certified import CERTIFIED, Certified
from nablacheck.reference.componentwise import componentwise

from helpers.enclosures import encloses, holds, letters, overlap
from helpers.small_problems import output_for
from helpers.strategies import drawn, problems

DTYPES = ("float16", "float32", "float64")


def network(output="sigmoid", cost="quadratic", dtype="float64", hidden="tanh"):
    """3-4-2, full mantissas, batch 5."""
    rng = np.random.default_rng(7)
    n = {1: 3, 2: 4, 3: 2}
    w = {l: rng.standard_normal((n[l], n[l - 1])).astype(dtype) for l in (2, 3)}
    b = {l: rng.standard_normal((n[l], 1)).astype(dtype) for l in (2, 3)}
    x, y = rng.standard_normal((3, 5)).astype(dtype), COSTS[cost].made(rng.random((2, 5))).astype(dtype)
    return Problem(Network(w, b, {2: hidden, 3: output}, cost), x, y)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@given(data=problems())
def test_every_ball_holds_the_truth_and_the_floats(dtype, data):
    problem = data.map(lambda array: array.astype(dtype))
    balls = dict(letters(backprop(problem, arithmetic=Balls(precision(dtype)))))
    floats = dict(letters(backprop(problem)))
    truth = dict(letters(backprop(problem, arithmetic=CERTIFIED)))

    for name, ball in balls.items():
        assert holds(ball, floats[name], problem), name
        assert encloses(ball, truth[name]), name


def test_a_kink_that_is_met_after_inexact_steps_is_a_hull_for_both():
    """z^3 is exactly 0, but as a difference of two softmax outputs that no arithmetic knows to be equal."""
    w, b = {2: np.ones((3, 1)), 3: np.array([[1.0, -1.0, 0.0]])}, {2: np.zeros((3, 1)), 3: np.zeros((1, 1))}
    problem = Problem(Network(w, b, {2: "softmax", 3: "relu"}, "quadratic"), np.ones((1, 1)), np.ones((1, 1)))
    ball = backprop(problem, arithmetic=Balls(FLOAT64)).delta[3]
    truth = backprop(problem, arithmetic=CERTIFIED).delta[3]

    assert encloses(ball, truth)
    assert ball.contains(np.zeros((1, 1)))
    assert ball.contains(-np.ones((1, 1)))
    assert not encloses(ball, truth + 1 + 2.0**-20)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_no_dtype_is_promoted(activation, dtype):
    for name, array in letters(backprop(network(activation, dtype=dtype, hidden=activation))):
        assert array.dtype == dtype, name


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_no_cost_promotes(cost, dtype):
    for name, array in letters(backprop(network(output_for(COSTS[cost]), cost, dtype))):
        assert array.dtype == dtype, name


@pytest.mark.equation("(23)", "(25)", "(45)", "BP1", "BP2", "BP3", "BP4")
@given(data=drawn())
def test_the_componentwise_proof_gives_the_same_numbers(data):
    """Both run in certified numbers, so that they agree to hundreds of bits or differ."""
    problem = data.problem.draw(0)
    if max(problem.network.widths.values()) > 9 or problem.network.L > 6:
        problem = network()  # explicit sums cost n³: large draws fall back to one that is always checked
    whole, parts = (dict(letters(run(problem, arithmetic=CERTIFIED))) for run in (backprop, componentwise))

    for name, array in whole.items():
        assert overlap(array, parts[name]), name


@pytest.mark.parametrize("activation", [name for name, entry in ACTIVATIONS.items() if entry.vjp])
def test_the_componentwise_proof_knows_every_jacobian(activation):
    problem = network(output=activation, hidden=activation)
    whole, parts = (dict(letters(run(problem, arithmetic=CERTIFIED))) for run in (backprop, componentwise))

    assert all(overlap(array, parts[name]) for name, array in whole.items())


@pytest.mark.parametrize("equation", ["z", "bp1", "bp2", "bp3", "bp4"])
def test_the_componentwise_proof_sees_a_wrong_equation(equation):
    """The planted mistake: any equation of the vectorised text off by one part in 2^100."""
    right = getattr(BOOK, equation)
    wrong = replace(BOOK, **{equation: lambda t, l: right(t, l) * (1 + CERTIFIED.lift(np.array(2.0**-100)))})
    problem = network()
    whole = dict(letters(backprop(problem, wrong, CERTIFIED)))
    parts = dict(letters(componentwise(problem, CERTIFIED)))

    assert not all(overlap(array, parts[name]) for name, array in whole.items())


def test_certified_numbers_are_as_sharp_as_their_bits():
    for bits in (160, 640):
        for _, array in letters(backprop(network(), arithmetic=Certified(bits))):
            assert min(entry.rel_accuracy_bits() for entry in np.asarray(array, dtype=object).ravel()) > bits - 40


@given(data=drawn(draws=3))
def test_draws_pass_through_the_same_text_at_once(data):
    """Entry by entry the same as one draw at a time, up to the order of sums."""
    problem = data.problem
    together = dict(letters(backprop(problem)))
    for d, draw in enumerate(problem.draws()):
        for name, ball in letters(backprop(draw, arithmetic=Balls(FLOAT64))):
            assert holds(ball, together[name][d], draw), name


def test_the_scale_multiplies_the_cost_and_the_gradient():
    problem = network()
    once, twice = (backprop(replace(problem, scale=scale), arithmetic=CERTIFIED) for scale in (1.0, 2.0))

    assert overlap(twice.cost, 2 * once.cost)
    assert all(overlap(twice.nabla_w[l], 2 * once.nabla_w[l]) for l in once.nabla_w)


def test_a_kink_takes_the_value_that_is_declared():
    problem = Problem(
        Network({2: np.zeros((1, 1))}, {2: np.zeros((1, 1))}, {2: "relu"}, "quadratic"), np.ones((1, 1)), np.ones((1, 1))
    )

    assert backprop(problem).delta[2] == 0
    assert backprop(problem, kinks={"relu": {0.0: 0.5}}).delta[2] == -0.5
