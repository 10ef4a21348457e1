"""What a framework makes of a cost's formula: the share of an example in C is where reverse mode begins."""

import numpy as np
import pytest

from nablacheck.reference.arithmetic import FLOAT64, balls
from nablacheck.reference.arithmetic.certified import CERTIFIED
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.composed import composed
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

BALLS = balls(FLOAT64, "torch")
FOCAL = "sigmoid-focal(gamma=1)"


def through(outputs, scale, weights=None, cost=FOCAL):
    """∇_a C of the identity of two neurons on two examples, by the book and as a framework differentiates the formula."""
    network = Network({2: np.eye(2)}, {2: np.zeros((2, 1))}, {2: "identity"}, cost)
    problem = Problem(network, np.array(outputs), np.eye(2), scale, weights_of_examples=weights)
    with CERTIFIED.working():
        book = forward(Pass(problem, CERTIFIED)).nabla_a
    with BALLS.working():
        return book, forward(Pass(composed(problem, lambda entry: entry is problem.network.cost), BALLS)).nabla_a


def encloses(ball, truth):
    """For each entry whether the ball has a number of the truth."""
    with CERTIFIED.working():
        low, high = (CERTIFIED.lift(ball.mid + sign * ball.rad) for sign in (-1, 1))
        triples = zip(np.ravel(low), np.ravel(truth), np.ravel(high), strict=True)
        return np.array([p.lower() <= t <= q.upper() for p, t, q in triples])


def test_a_scale_that_overflows_on_the_way_back_leaves_nothing_to_say():
    """Of −10^304 the cost is 10^304 and the derivative of its other factor 0: with a scale of 2^20 that is ∞ · 0, a NaN."""
    outputs = [[-1e304, -1.5], [0.5, 0.25]]

    assert np.isfinite(through(outputs, 1.0)[1].rad).all()
    assert np.isfinite(through(outputs, 2.0**20)[1].rad).tolist() == [[False, True], [True, True]]


@pytest.mark.parametrize("cost", [FOCAL, "sigmoid-focal(gamma=2, mean=1)", "log-cosh", "binary-dice"])
@pytest.mark.parametrize("weights", [None, np.array([[0.75, 3.0]])])
def test_the_shares_of_examples_are_those_of_the_book(cost, weights):
    outputs = [[0.125, 0.75], [0.5, 0.25]]
    book, framework = through(outputs, 0.375, weights, cost)
    assert encloses(framework, book).all()

    other = through(outputs, 0.5, weights, cost)[0]  # another share is seen
    assert not encloses(framework, other).any()
