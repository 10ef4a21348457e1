"""The rules: the papers' formulas in certified numbers, no dtype promoted, and constants that make sense."""

import math

import flint
import numpy as np
import pytest

from nablacheck.reference import InputError
from nablacheck.reference.arithmetic.certified import CERTIFIED
from nablacheck.reference.draws import Bits
from nablacheck.reference.rules import RULES, adam, momentum, rule, sgd

from helpers.enclosures import overlap

STEPS = 5


def slopes(dtype="float64"):
    """A gradient for each step, of both signs."""
    return [Bits(1, k).normal((2, 3)).astype(dtype) for k in range(STEPS)]


def walked(chosen, xp=CERTIFIED, dtype="float64"):
    """The letters after each step, from w = 1."""
    letters = {letter: xp.lift(np.full((2, 3), letter == "w", dtype)) for letter in chosen.equations}
    with xp.working():
        for k, nabla in enumerate(slopes(dtype), start=1):
            letters = chosen.step({**letters, "nabla": xp.lift(nabla)}, k, xp)
    return letters


def test_gradient_descent_is_the_books():
    """(20) w → w − η∇C, step by step"""
    with CERTIFIED.working():
        w = 1 - 0.25 * sum(CERTIFIED.lift(nabla) for nabla in slopes())

    assert overlap(walked(sgd(0.25))["w"], w)
    assert not overlap(walked(sgd(0.25 * (1 + 2.0**-40)))["w"], w)


def test_momentum_is_the_books_with_another_sign_and_unit():
    """(107) v → μv − η∇C and (108) w → w + v, whose v is −η times the one of frameworks"""
    eta, mu = 0.25, 0.9
    with CERTIFIED.working():
        v, w = CERTIFIED.lift(np.zeros((2, 3))), CERTIFIED.lift(np.ones((2, 3)))
        for nabla in slopes():
            v = mu * v - eta * CERTIFIED.lift(nabla)
            w = w + v
    after = walked(momentum(eta, mu))

    assert overlap(after["w"], w)
    assert overlap(-eta * after["v"], v)
    assert not overlap(after["v"], v)
    assert not overlap(walked(momentum(eta, mu / 2))["w"], w)


def paper(nablas, eta, beta_1, beta_2, epsilon):
    """Algorithm 1 of Kingma and Ba (2015), line by line, for one parameter in certified numbers."""
    m, v, theta = flint.arb(0), flint.arb(0), flint.arb(1)
    for t, g in enumerate(nablas, start=1):
        m = beta_1 * m + (1 - beta_1) * flint.arb(g)
        v = beta_2 * v + (1 - beta_2) * flint.arb(g) ** 2
        m_hat, v_hat = m / (1 - flint.arb(beta_1) ** t), v / (1 - flint.arb(beta_2) ** t)
        theta = theta - eta * m_hat / (v_hat.sqrt() + epsilon)
    return theta


def test_adam_is_the_papers():
    with CERTIFIED.working():
        wanted = [[paper([float(g[i, j]) for g in slopes()], 0.25, 0.9, 0.999, 1e-8) for j in range(3)] for i in range(2)]

    assert overlap(walked(adam(0.25))["w"], np.array(wanted))
    for planted in (adam(0.25, beta_1=0.8), adam(0.25, beta_2=0.99), adam(0.25, epsilon=2e-8)):
        assert not overlap(walked(planted)["w"], np.array(wanted))


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("eta", [1, 0.25, np.float64(0.25), np.float32(0.25)])
def test_no_rule_promotes(name, eta):
    letters = {letter: np.ones((2, 3), np.float32) for letter in (*rule(name, eta).equations, "nabla")}

    assert {array.dtype for array in rule(name, eta).step(letters, 1).values()} == {np.dtype(np.float32)}


def test_w_is_the_last_letter_of_every_rule():
    """What is kept is read by the equation of w in the same step, as in the papers."""
    assert all(list(rule(name, 1.0).equations)[-1] == "w" for name in RULES)
    assert {name: rule(name, 1.0).state for name in RULES} == {"sgd": (), "momentum": ("v",), "adam": ("m", "v")}


BAD = {
    "eta is 0;": lambda: sgd(0),
    "eta is -0.5; it must be a positive finite number": lambda: sgd(-0.5),
    "eta is nan;": lambda: sgd(math.nan),
    "eta is inf;": lambda: adam(math.inf),
    "eta is '1';": lambda: sgd("1"),
    "eta is True;": lambda: sgd(True),
    "mu is 1; it must be a number between 0 and 1": lambda: momentum(0.1, 1),
    "beta_1 is 0;": lambda: adam(0.1, beta_1=0),
    "beta_2 is 1.5;": lambda: adam(0.1, beta_2=1.5),
    "epsilon is 0;": lambda: adam(0.1, epsilon=0),
    "unknown rule 'adm': did you mean adam?": lambda: rule("adm", 0.1),
}


@pytest.mark.parametrize("message", BAD)
def test_constants_that_cannot_be_used(message):
    with pytest.raises(InputError) as error:
        BAD[message]()

    assert message in str(error.value)
