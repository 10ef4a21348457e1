"""What is said of a Jacobian or a formula is said of one that is in the network."""

import numpy as np
import pytest

from nablacheck import Activation, check
from nablacheck.oracle.explaining.parts import of_log_softmax, of_softmax, of_softmin
from nablacheck.oracle.explaining.primes import every
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.activations.rows import softmax_of
from nablacheck.reference.backprop import Pass, forward
from nablacheck.reference.costs import COSTS
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

MINE = Activation(
    "mine",
    value=lambda z, xp: softmax_of(z, xp),
    vjp=lambda z, a, cotangent, xp: a * (cotangent - (a * cotangent).sum(axis=-2, keepdims=True)),
)
NAMED = {"softmax": "softmax", "softmin": "softmin", "log_softmax": "log-softmax"}


def passed(sigma):
    w = {2: np.array([[0.5, -1.0], [0.25, 0.75], [1.0, 0.125]])}
    network = Network(w, {2: np.zeros((3, 1))}, {2: sigma}, COSTS["quadratic"])
    return forward(Pass(Problem(network, np.array([[0.5, 1.0], [-0.25, 2.0]]), np.full((3, 2), 0.25))))


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if ACTIVATIONS[name].prime is None])
def test_no_part_speaks_of_another_jacobian(name):
    t = passed(ACTIVATIONS[name])
    said = " ".join(part.says for part in every(t, 2) if part.applies(t, 2))

    for other in NAMED.values():
        assert (f" {other}'s Jacobian" in f" {said}") == (NAMED.get(name) == other)


def test_a_softmax_is_one_however_it_is_called():
    t = passed(MINE)

    assert of_softmax(t, 2)
    assert not of_softmin(t, 2)
    assert not of_log_softmax(t, 2)


def with_the_diagonal(sigma, sign):
    def backpropagate(w, b, x, y):
        z = w[0] @ x + b[0]
        e = np.exp(sign * (z - z.max(axis=0))) if sign > 0 else np.exp(-(z - z.min(axis=0)))
        a = e / e.sum(axis=0)
        delta = (a - y) * sign * a * (1 - a) / x.shape[1]
        return [delta.sum(axis=1, keepdims=True)], [delta @ x.T]

    return check(backpropagate, activations=[sigma])


@pytest.mark.slow
@pytest.mark.parametrize(("sigma", "sign", "says"), [("softmax", 1, ""), ("softmin", -1, "−")])
def test_the_diagonal_is_that_of_the_layer(sigma, sign, says):
    report = with_the_diagonal(sigma, sign)

    assert not report
    assert f"only the diagonal {says}a(1 − a) of {sigma}'s Jacobian was used" in report.explanation
