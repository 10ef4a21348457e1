"""The mean value theorem judges finite differences, without a tolerance and without false alarms."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from nablacheck.adapters import load
from nablacheck.adapters.finite_differences import central, one_sided, units
from nablacheck.oracle.judging import mean_value
from nablacheck.oracle.judging.mean_value import CENTRAL, FORWARD, judge_differences
from nablacheck.reference import ACTIVATIONS, Network, Problem

from helpers.small_problems import problem as example
from helpers.strategies import problems

DIFFERENCES = load("finite-differences")
CERTIFIED_CENTRAL = f"{CENTRAL}, certified"


def judged(problem, directions=None):
    return judge_differences(problem, DIFFERENCES, units(problem) if directions is None else directions)


def comparison(verdict, equation):
    return next(c for c in verdict.comparisons if c.equation == equation)


@pytest.mark.slow
@pytest.mark.equation("(46)")
@given(problem=problems())
def test_every_quotient_lies_in_the_gradient_over_its_box(problem):
    count = problem.network.count
    signs = np.where(np.arange(2 * count).reshape(2, count) % 3, 1.0, -1.0)
    verdict = judged(problem, units(problem) if count < 40 else signs)

    assert not verdict.disagrees, verdict.explain()


@pytest.mark.equation("(46)")
def test_the_allowance_is_a_few_digits_in_float64_and_dozens_in_certified_numbers():
    verdict = judged(example())
    floats, certified = comparison(verdict, CENTRAL), comparison(verdict, CERTIFIED_CENTRAL)

    assert np.median(floats.ball.rad / abs(floats.ball.mid)) < 2.0**-10
    assert np.max(certified.ball.rad / abs(certified.ball.mid)) < 2.0**-150
    assert not certified.inconclusive.any()


@pytest.mark.parametrize("equation", [FORWARD, CENTRAL, f"{FORWARD}, certified", CERTIFIED_CENTRAL])
def test_a_wrong_derivative_is_seen_by_each_kind_of_difference(equation):
    """The planted mistake: an entry whose σ′ is half of what it should be."""
    right = ACTIVATIONS["tanh"]
    wrong = right.variant(prime=lambda z, a, xp: (1 - a * a) / 2)
    verdict = judged(example(activations=("sigmoid", wrong, "sigmoid")))

    assert comparison(verdict, equation).unexplained.any()
    assert "v·∇C[" in verdict.explain()


def test_a_derivative_wrong_by_one_part_in_two_to_the_hundred_is_seen_in_certified_numbers():
    wrong = ACTIVATIONS["tanh"].variant(prime=lambda z, a, xp: (1 - a * a) * (1 + z * 0 + 2.0**-100 * a))
    verdict = judged(example(activations=("sigmoid", wrong, "sigmoid")))

    assert [c.equation for c in verdict.broken] == [f"{FORWARD}, certified", CERTIFIED_CENTRAL]


@pytest.mark.parametrize("quotient", [central, one_sided])
def test_a_wrong_quotient_is_seen(quotient, monkeypatch):
    """The planted mistake: 2h mistaken for h."""
    name = CENTRAL if quotient is central else FORWARD
    other = mean_value.KINDS[name][1]
    monkeypatch.setitem(mean_value.KINDS, name, (lambda *args: 2 * quotient(*args), other))

    assert comparison(judged(example()), name).unexplained.any()


def test_a_kink_inside_the_box_widens_it_by_itself():
    """relu at exactly 0: the quotient is half of the slope, between the one-sided derivatives, and no false alarm."""
    problem = example((1, 1), ("relu",), batch=1).map(lambda array: np.zeros_like(array))
    problem = replace(problem, x=np.ones((1, 1)), y=-np.ones((1, 1)))
    verdict = judged(problem)

    assert not verdict.disagrees, verdict.explain()
    assert comparison(verdict, CENTRAL).ball.contains([0.0, 0.0]).all()
    assert comparison(verdict, CENTRAL).ball.contains([1.0, 1.0]).all()


def test_float32_problems_are_taken_in_float64():
    verdict = judged(example(dtype="float32"))

    assert verdict.agrees, verdict.explain()
    assert verdict.problem.dtype == np.float64


def test_draws_choose_their_own_step():
    problem = example().map(lambda array: np.stack([array, array / 64]))
    verdict = judged(problem)

    assert verdict.agrees, verdict.explain()
    assert comparison(verdict, CENTRAL).given.shape == (2, problem.network.count)


def test_a_difference_over_a_jump_decides_nothing():
    """Without the jump in the entry, the planted mistake, the quotient is called wrong: it is as large as 1/h."""
    entry = ACTIVATIONS["hardshrink"]
    adapter = load("finite-differences")

    def verdict(sigma):
        one = np.ones((1, 1))
        problem = Problem(Network({2: one}, {2: 0 * one}, {2: sigma}, "quadratic"), 0.5 * one, one)
        return judge_differences(problem, adapter, units(problem))

    assert not verdict(entry).disagrees
    assert verdict(entry.variant(jumps=())).disagrees


@pytest.fixture
def floats_alone(monkeypatch):
    """Without the certified differences, which take long in deep networks."""
    monkeypatch.setattr(mean_value, "_in_certified", lambda problem, directions: iter(()))


def signs(problem, count=4):
    return np.sign(np.random.default_rng(0).standard_normal((count, problem.network.count)))


@pytest.mark.usefixtures("floats_alone")
@pytest.mark.parametrize("activation", ["tanh", "gelu", "relu"])
def test_differences_behind_many_layers_are_decided_in_zonotopes(activation):
    problem = example((16,) * 14, (activation,) * 13, batch=3)
    verdict = judged(problem, signs(problem))

    assert verdict.agrees, verdict.explain()
    assert all((c.of_balls.rad > abs(c.of_balls.mid)).any() for c in verdict.comparisons)
    assert all(np.median(c.ball.rad / abs(c.ball.mid)) < 2.0**-6 for c in verdict.comparisons)


@pytest.mark.usefixtures("floats_alone")
def test_a_wrong_derivative_behind_many_layers_is_seen_in_zonotopes():
    wrong = ACTIVATIONS["tanh"].variant(prime=lambda z, a, xp: (1 - a * a) * 1.25)
    problem = example((16,) * 14, ("tanh",) * 12 + (wrong,), batch=3)
    verdict = judged(problem, signs(problem))

    assert {c.equation for c in verdict.broken} == {FORWARD, CENTRAL}
    assert not any(c.in_balls.disagrees.any() for c in verdict.comparisons)


@pytest.mark.usefixtures("floats_alone")
@pytest.mark.parametrize("seed", range(6))
def test_right_differences_are_never_called_wrong_in_zonotopes(seed, monkeypatch):
    """Asked in any case, with the step that is best for them."""
    monkeypatch.setattr(mean_value, "sharpened", lambda judge, problem: judge(..., True))
    problem = example((5, 9, 3) * 3, ("relu", "softmax", "gelu", "tanh") * 2, batch=2, seed=seed)

    assert not judged(problem, signs(problem, 16)).disagrees
