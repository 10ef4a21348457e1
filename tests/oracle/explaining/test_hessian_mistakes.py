"""What was probably done to an H v that is wrong is named, and nothing is where nothing predicts it."""

import numpy as np
import pytest

import nablacheck
from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.crosscheck import verdicts
from nablacheck.oracle.explaining.hessian_mistakes import TABLES
from nablacheck.reference.backprop import backprop
from nablacheck.reference.hessian_vector import hessian_vector

from helpers.small_problems import problem as example

MINE = Adapter("mine", "numpy", hessian_vector=hessian_vector)
V = np.sign(np.random.default_rng(7).standard_normal(example().network.count))

OTHERS = {
    "this is ∇C: the direction was not used": lambda problem: backprop(problem).gradient,
    "this is H times ones: the direction was not used": lambda problem: hessian_vector(problem, np.ones_like(V)),
    "this is H v times 2": lambda problem: hessian_vector(problem, 2 * V),
    "this is H v times −1": lambda problem: hessian_vector(problem, -V),
    "this is H v times m": lambda problem: hessian_vector(problem, V * problem.batch),
    "this is H v times 1/m": lambda problem: hessian_vector(problem, V / problem.batch),
}


def looks_like(problem, product):
    return nablacheck.judge_hessian_vector(problem, V, product, MINE).looks_like


@pytest.mark.parametrize("says", TABLES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_is_left_out_of_an_equation_is_named(says, dtype):
    problem = example(dtype=dtype)
    wrong = hessian_vector(problem, V.astype(dtype), equations=TABLES[says])

    assert looks_like(problem, wrong) == (f"{says} (predicts all 61 entries)",)


@pytest.mark.parametrize("says", OTHERS)
def test_a_factor_or_a_direction_that_is_not_used_is_named(says):
    assert looks_like(example(), OTHERS[says](example())) == (f"{says} (predicts all 61 entries)",)


def test_what_nothing_predicts_has_no_name():
    problem = example()
    product = hessian_vector(problem, V)
    product.nabla_w[3][0, 0] *= 3
    verdict = nablacheck.judge_hessian_vector(problem, V, product, MINE)

    assert verdict.looks_like == ()
    assert "no mistake of the catalogue predicts these numbers" in verdict.explain()


def test_what_is_right_is_not_asked_for():
    assert looks_like(example(), hessian_vector(example(), V)) is None


def test_a_run_names_it_too_unless_it_is_told_not_to():
    twice = Adapter("mine", "numpy", hessian_vector=lambda problem, v: hessian_vector(problem, 2 * v))
    (named,) = verdicts(example(), twice)
    (plain,) = verdicts(example(), twice, explain=False)

    assert named.looks_like == ("this is H v times 2 (predicts all 61 entries)",)
    assert (plain.disagrees, plain.looks_like) == (True, None)
