"""Every entry for σ and C keeps what it declares, and its derivative is the derivative of its value."""

from dataclasses import replace

import flint
import numpy as np
import pytest

from nablacheck.reference import ACTIVATIONS, COSTS, Network, Problem
from nablacheck.reference.arithmetic import FLOAT, FLOAT64, balls
from nablacheck.reference.arithmetic.certified import Certified
from nablacheck.reference.composed import composed_cost

from generators import entries_page as page
from helpers.enclosures import encloses, same

STEP = 2.0**-200
XP = Certified(640)
BALLS = balls(FLOAT64)


def slope(function, at):
    """(f(p + h) − f(p − h)) / 2h, certified: f′ to within h² f‴/6, far below what `same` asks."""
    h = flint.arb(STEP)
    return (function(at + h) - function(at - h)) / (2 * h)


Z = np.array([[-9.0], [-1.5], [-0.375], [0.25], [1.0], [7.0]])


@pytest.mark.parametrize("name", [name for name, entry in ACTIVATIONS.items() if entry.prime])
def test_prime_is_the_derivative_of_value(name):
    entry = ACTIVATIONS[name]
    with XP.working():
        z = XP.lift(np.array([[number] for number in Z.ravel() if number not in entry.kinks]))
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


VARIANTS = COSTS.variants()
VARIANTS += ["cross-entropy-with-logits(pos_weight=2)", "multi-margin(p=2, ratio=0.5)"]
PARTS = np.array([[0.125, 0.375, 0.9375, 0.8125], [0.5, 0.0625, 0.25, 0.6875], [0.9375, 0.6875, 0.4375, 0.1875]])
"""Numbers in (0, 1): outputs of every cost, and what targets are made of."""
OTHERS = np.array([[0.0625, 0.375, 0.625, 0.9375], [0.25, 0.75, 0.5, 0.375], [0.6875, 0.3125, 0.125, 0.875]])
REACH = 3 * PARTS - 1
"""Outputs on both sides of every kink, and on none."""


def reached(entry):
    return REACH if entry.outputs[0] < 0 else PARTS


def outputs(entry):
    return XP.lift(reached(entry))


def quotients(entry, a, y):
    """The gradient of C_x by certified differences, for each example (a column)."""
    h, rows = flint.arb(STEP), []
    for j in range(len(a)):
        unit = XP.lift(np.eye(len(a))[:, [j]])
        plus, minus = (entry.value(a + s * h * unit, y, XP).sum(axis=0) for s in (1, -1))
        rows.append((plus - minus) / (2 * h))
    return np.stack(rows)


@pytest.mark.parametrize("name", VARIANTS)
def test_nabla_a_is_the_gradient_of_value(name):
    entry = COSTS[name]
    with XP.working():
        a, y = outputs(entry), XP.lift(entry.made(OTHERS))

        assert same(entry.gradient(a, y, XP), quotients(entry, a, y))


@pytest.mark.parametrize("name", VARIANTS)
def test_a_cost_has_balls_that_hold_the_truth(name):
    entry = COSTS[name]
    a, y = reached(entry), entry.made(OTHERS)
    for part in (entry.value, entry.gradient):
        ball, truth = (evaluated(part, a, y, xp) for xp in (BALLS, XP))

        assert np.isfinite(ball.rad).all()
        assert encloses(ball, truth)


def evaluated(part, a, y, xp):
    with xp.working():
        return part(xp.lift(a), xp.lift(y), xp)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_wrong_nabla_a_is_seen(name):
    """The planted mistake: 2^-80 too much."""
    entry = COSTS[name]
    with XP.working():
        a, y = outputs(entry), XP.lift(entry.made(OTHERS))

        assert not same(entry.gradient(a, y, XP) + flint.arb(2) ** -80, quotients(entry, a, y))


@pytest.mark.parametrize("name", VARIANTS)
def test_a_framework_that_differentiates_the_value_gets_nabla_a(name):
    """Reverse-mode differentiation of the formula, away from kinks and where two branches of a smooth cost meet."""
    entry = COSTS[name]
    with XP.working():
        y = XP.lift(entry.made(OTHERS))
        points = [outputs(entry)]
        if entry.outputs[0] < 0 and not entry.kinked:
            points += [y + step for step in (0.5, 1, 2, -0.5, -1, -2)]
        for a in points:
            assert same(entry.gradient(a, y, XP), composed_cost(entry).gradient(a, y, XP))


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
    with XP.working():
        for side, declared in zip((-STEP, STEP), entry.kinks[kink], strict=True):
            z = XP.lift(np.array([[kink]])) + side
            (prime,) = XP.like(entry.prime(z, entry.value(z, XP), XP), z).ravel()

            assert float(prime) == declared


@pytest.mark.parametrize("name", ACTIVATIONS.variants())
def test_an_activation_takes_draws_side_by_side(name):
    """A leading axis, of another length than a layer."""
    entry, z = ACTIVATIONS[name], np.stack([Z, -Z, 2 * Z])
    with XP.working():
        for together, single in zip(of_activation(entry, z), of_activation(entry, z[1]), strict=True):
            assert same(together[1], single)


def of_activation(entry, z):
    z = XP.lift(z)
    a = XP.like(entry.value(z, XP), z)
    return a, entry.vjp(z, a, z[..., ::-1, :], XP) if entry.vjp else XP.like(entry.prime(z, a, XP), z)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_cost_takes_draws_side_by_side(name):
    entry = COSTS[name]
    with XP.working():
        a, y = (XP.lift(np.stack([array, array[:, ::-1]])) for array in (reached(entry), entry.made(OTHERS)))
        for part in (entry.value, entry.gradient):
            assert same(part(a, y, XP)[1], part(a[1], y[1], XP))


@pytest.mark.parametrize("name", ["log-cosh", "quadratic"])
def test_the_cost_of_a_small_difference_is_not_lost(name):
    """d²/2 of 2^-30, where 1 and log 2 have nothing left of it in float64."""
    with BALLS.working():
        cost = COSTS[name].value(BALLS.lift(np.array([[2.0**-30]])), BALLS.lift(np.array([[0.0]])), BALLS)

    assert (cost > 2.0**-62).certain


def test_an_entry_of_ones_own_takes_part():
    """An entry is data: three lines make a new activation for every arithmetic."""
    cube = replace(ACTIVATIONS["identity"], name="cube", value=lambda z, xp: z * z * z, prime=lambda z, a, xp: 3 * z * z)
    problem = Problem(
        Network({2: np.ones((1, 1))}, {2: np.ones((1, 1))}, {2: cube}, "quadratic"), np.ones((1, 1)), np.ones((1, 1))
    )

    assert problem.network.activations[2].name == "cube"


def test_the_page_has_what_every_entry_declares(monkeypatch):
    """Parameters, ranges and kinks: what is changed is changed where its reader finds it, or seen."""
    assert page.PAGE.read_text(encoding="utf-8") == page.page(), "stale: python docs/generators/entries_page.py"

    wider = replace(ACTIVATIONS["relu6"], range=(0, 7))
    monkeypatch.setitem(ACTIVATIONS.families, "relu6", replace(ACTIVATIONS.families["relu6"], make=lambda: wider))

    assert "| `relu6` |  | 0 … 7 | 0: 0 to 1; 6: 1 to 0 |" in page.page().splitlines()
    assert page.PAGE.read_text(encoding="utf-8") != page.page()
