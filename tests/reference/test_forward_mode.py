"""Forward mode against backpropagation: v·∇C is one number, and both ways to it are enclosed."""

import numpy as np
import pytest

from nablacheck.oracle.generating.problems import seeded
from nablacheck.reference import forward_mode
from nablacheck.reference.activations import activation
from nablacheck.reference.arithmetic import FLOAT64, balls
from nablacheck.reference.arithmetic.certified import CERTIFIED
from nablacheck.reference.arithmetic.float import FLOAT
from nablacheck.reference.backprop import Pass, backprop, feedforward, forward
from nablacheck.reference.composed import composed_activation
from nablacheck.reference.errors import FormulaError
from nablacheck.reference.forward_mode import along, pushed
from nablacheck.reference.network import Network
from nablacheck.reference.parameters import layered
from nablacheck.reference.problem import Problem
from nablacheck.reference.reverse import derivative

ROWS = ("softmax", "log_softmax", "softmin", "standardize")


def directions(problem, count=3):
    return np.sign(np.random.default_rng(7).standard_normal((count, problem.network.count)))


def of_rows(activation):
    """A hidden layer whose neurons mix: its Jacobian is multiplied from the other side."""
    rng = np.random.default_rng(3)
    w = {2: rng.standard_normal((4, 3)), 3: rng.standard_normal((2, 4))}
    b = {2: rng.standard_normal((4, 1)), 3: rng.standard_normal((2, 1))}
    network = Network(w, b, {2: activation, 3: "tanh"}, "quadratic")
    return Problem(network, rng.standard_normal((3, 5)), rng.standard_normal((2, 5)))


def test_floats_and_balls_agree_on_random_networks():
    for drawn in seeded(5, 40, "float64", 1):
        problem = drawn.problem.draw(0)
        w_dot, b_dot = layered(problem.network.split(directions(problem)))
        found = along(feedforward(problem), w_dot, b_dot)
        ball = along(forward(Pass(problem, balls(FLOAT64, "numpy"))), w_dot, b_dot)

        assert (ball.contains(found) | np.isinf(ball.rad)).all(), problem


@pytest.mark.parametrize("activation", ROWS)
def test_the_truth_of_both_modes_is_one_number(activation):
    problem = of_rows(activation)
    v = directions(problem)
    w_dot, b_dot = layered(problem.network.split(v))
    with CERTIFIED.working():
        ahead = along(forward(Pass(problem, CERTIFIED)), w_dot, b_dot)
        back = (CERTIFIED.lift(v) * backprop(problem, arithmetic=CERTIFIED).vector).sum(axis=-1)
        assert all(p.overlaps(q) for p, q in zip(np.ravel(ahead), np.ravel(back), strict=True))


def test_what_pulls_back_in_place_of_what_pushes_forward_is_seen(monkeypatch):
    """log-softmax's Jacobian is not its own transpose."""
    problem = of_rows("log_softmax")
    w_dot, b_dot = layered(problem.network.split(directions(problem)))
    right = along(feedforward(problem), w_dot, b_dot)
    ball = along(forward(Pass(problem, balls(FLOAT64, "numpy"))), w_dot, b_dot)

    monkeypatch.setattr(forward_mode, "pushed", lambda entry, z, a, prime, z_dot, *rest: z_dot * prime)
    wrong = along(feedforward(problem), w_dot, b_dot)
    assert ball.contains(right).all()
    assert not ball.contains(wrong).any()


def test_a_direction_of_zeros_changes_nothing():
    problem = of_rows("softmax")
    still = layered(problem.network.split(np.zeros((2, problem.network.count))))

    assert along(feedforward(problem), *still).tolist() == [0.0, 0.0]


def _by_power(p):
    """σ = z max(Σz², 0)^p, with a maximum as a guarded variance has it"""

    def value(z, xp):
        return z * (xp.maximum((z * z).sum(axis=-2, keepdims=True), 0) + 1) ** p

    return composed_activation(activation("softmax").variant(value=value, prime=None))


def _by_root():
    """σ = z / √(max(Σz², 0) + 1), the same function with p = −½"""

    def value(z, xp):
        return z / xp.sqrt(xp.maximum((z * z).sum(axis=-2, keepdims=True), 0) + 1)

    return composed_activation(activation("softmax").variant(value=value, prime=None))


def test_a_power_is_pushed_forward_through_a_derivative_that_is_pulled_back():
    """Its exponent was lifted by the tape that stands on the other one."""
    rng = np.random.default_rng(5)
    with CERTIFIED.working():
        z, z_dot = (CERTIFIED.lift(rng.standard_normal((3, 2))) for _ in range(2))
        root, power, other = (
            np.ravel(pushed(entry, z, entry.value(z, CERTIFIED), None, z_dot, CERTIFIED))
            for entry in (_by_root(), _by_power(-0.5), _by_power(-0.25))
        )

        assert all(p.overlaps(q) for p, q in zip(root, power, strict=True))
        assert not any(p.overlaps(q) for p, q in zip(root, other, strict=True))


@pytest.mark.parametrize("given", [np.ones((2, 1)), np.ones(1)])
def test_an_array_is_no_exponent(given):
    with pytest.raises(FormulaError, match="and not another array"):
        derivative(lambda z, xp: z**given, np.ones((2, 1)), FLOAT)
