"""Every entry for σ and C keeps what it declares, and its derivative is the derivative of its value."""

from dataclasses import replace

import flint
import numpy as np
import pytest

from nablacheck.reference import ACTIVATIONS, COSTS, Network, Problem
from nablacheck.reference.arithmetic import FLOAT
from nablacheck.reference.arithmetic.certified import Certified

STEP = 2.0**-200
XP = Certified(640)


def slope(function, at):
    """(f(p + h) − f(p − h)) / 2h, certified: f′ to within the h² of its Taylor remainder."""
    h = flint.arb(STEP)
    return (function(at + h) - function(at - h)) / (2 * h)


def same(first, second):
    """Equal to a hundred bits: half of what a step of 2^-200 leaves to a function with a bounded third derivative."""
    return all(abs(p - q) < flint.arb(2) ** -100 * (1 + abs(p)) for p, q in zip(first.ravel(), second.ravel(), strict=True))


Z = np.array([[-9.0], [-1.5], [-0.375], [0.25], [1.0], [7.0]])


@pytest.mark.parametrize("name", [name for name, entry in ACTIVATIONS.items() if entry.prime])
def test_prime_is_the_derivative_of_value(name):
    entry = ACTIVATIONS[name]
    with XP.working():
        z = XP.lift(Z)
        prime = XP.like(entry.prime(z, entry.value(z, XP), XP), z)

        assert same(prime, slope(lambda z: entry.value(z, XP), z))


def test_a_wrong_prime_is_seen():
    """The planted mistake: σ′ of the sigmoid off by one part in 2^80."""
    entry = ACTIVATIONS["sigmoid"]
    with XP.working():
        z = XP.lift(Z)
        a = entry.value(z, XP)

        assert not same(a * (1 - a) * (1 + flint.arb(2) ** -80), slope(lambda z: entry.value(z, XP), z))


@pytest.mark.parametrize("name", [name for name, entry in ACTIVATIONS.items() if entry.vjp])
def test_vjp_is_the_product_with_the_jacobian(name):
    entry = ACTIVATIONS[name]
    with XP.working():
        z, cotangent = XP.lift(Z), XP.lift(np.array([[1.0], [-2.0], [0.5], [3.0], [0.0], [-1.0]]))
        product = entry.vjp(z, entry.value(z, XP), cotangent, XP)
        for j in range(len(Z)):
            unit = XP.lift(np.eye(len(Z))[:, [j]])
            h = flint.arb(STEP)
            column = (entry.value(z + h * unit, XP) - entry.value(z - h * unit, XP)) / (2 * h)

            assert same(product[j], (cotangent * column).sum(axis=0))


@pytest.mark.parametrize("name", COSTS)
def test_nabla_a_is_the_gradient_of_value(name):
    entry = COSTS[name]
    with XP.working():
        a = XP.lift(np.array([[0.125], [0.5], [0.875]]))
        y = XP.lift(np.array([[0.0], [0.25], [1.0]]))
        nabla = entry.nabla_a(a, y, XP)
        for j in range(3):
            unit = XP.lift(np.eye(3)[:, [j]])
            h = flint.arb(STEP)
            ends = [entry.value(a + s * h * unit, y, XP).sum(axis=0) for s in (1, -1)]

            assert same(nabla[j], (ends[0] - ends[1]) / (2 * h))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_stay_in_the_declared_range(name):
    entry = ACTIVATIONS[name]
    z = np.concatenate([np.linspace(-40, 40, 4001), [-1e300, 1e300, 0.0]])[None, :]
    with FLOAT.working():
        a = entry.value(np.concatenate([z, -z]), FLOAT)

    assert entry.range[0] <= a.min() <= a.max() <= entry.range[1]


@pytest.mark.parametrize(("name", "kink"), [(name, kink) for name, entry in ACTIVATIONS.items() for kink in entry.kinks])
def test_a_kink_has_the_one_sided_derivatives_that_it_declares(name, kink):
    entry = ACTIVATIONS[name]
    before, after = (np.array([[np.nextafter(kink, side)]]) for side in (-np.inf, np.inf))

    for z, declared in zip((before, after), entry.kinks[kink], strict=True):
        assert entry.prime(z, entry.value(z, FLOAT), FLOAT) == declared


def test_an_entry_of_ones_own_takes_part():
    """An entry is data: three lines make a new activation for every arithmetic."""
    cube = replace(ACTIVATIONS["identity"], name="cube", value=lambda z, xp: z * z * z, prime=lambda z, a, xp: 3 * z * z)
    problem = Problem(
        Network({2: np.ones((1, 1))}, {2: np.ones((1, 1))}, {2: cube}, "quadratic"), np.ones((1, 1)), np.ones((1, 1))
    )

    assert problem.network.activations[2].name == "cube"
