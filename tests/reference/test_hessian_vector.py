"""H v: proven for every activation and cost by the mean value theorem on gradients, enclosed in every arithmetic."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.oracle.generating.problems import seeded
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.arithmetic import FLOAT64, balls, zonotopes
from nablacheck.reference.arithmetic.certified import Certified
from nablacheck.reference.backprop import Pass, backward, forward, send_back
from nablacheck.reference.costs import COSTS
from nablacheck.reference.duals import Dual, Duals, with_slope
from nablacheck.reference.errors import FormulaError, InputError
from nablacheck.reference.hessian_vector import hessian_vector, moving, rates
from nablacheck.reference.network import Network
from nablacheck.reference.parameters import layered
from nablacheck.reference.problem import Problem

from helpers.small_problems import output_for
from helpers.small_problems import problem as example

FINE, STEP = Certified(640), 2.0**-200
BALLS = balls(FLOAT64)


def signs(problem):
    return np.sign(np.random.default_rng(7).standard_normal(problem.network.count))


def refuted(problem, v):
    """How many entries of (∇C(w + hv) − ∇C(w))/h lie outside of H v over the segment, where no ball of that is infinite.

    By the mean value theorem each is (Hv)_i at a point of the segment, which is in the box around it.
    """
    w_dot, b_dot = layered(problem.network.split(v))
    with FINE.working():
        start, end = Pass(problem, FINE), Pass(problem, FINE)
        t = moving(problem, v, FINE)
        for letter, dots in (("w", w_dot), ("b", b_dot)):
            for l, dot in dots.items():
                here = getattr(problem.network, letter)[l]
                getattr(end, letter)[l] = getattr(end, letter)[l] + FINE.lift(dot) * STEP
                getattr(t, letter)[l] = Dual(FINE.box(here, abs(dot) * STEP), FINE.lift(dot), t.xp)
        before, after = (backward(forward(part)) for part in (start, end))
        over = rates(send_back(forward(t)))
        outside = 0
        for name, ball in over.slopes.items():
            quotient = (after.slopes[name] - before.slopes[name]) / STEP
            assert all(number.is_finite() for number in ball.ravel())
            outside += sum(not p.overlaps(q) for p, q in zip(np.ravel(ball), np.ravel(quotient), strict=True))
        return outside


def with_activation(entry):
    problem = example((3, 4, 3), ("tanh", "tanh"), batch=2)
    network = problem.network
    return replace(problem, network=Network(network.w, network.b, {2: entry, 3: "tanh"}, "quadratic"))


@pytest.mark.parametrize("family", list(ACTIVATIONS))
def test_no_activation_is_refuted_by_the_mean_value_theorem(family):
    for name in ACTIVATIONS.families[family].variants():
        problem = with_activation(name)
        assert refuted(problem, signs(problem)) == 0, name


AT_TIES = ("multi-margin(margin=0)",)
"""Costs with a kink everywhere: an output against itself."""


@pytest.mark.parametrize("family", list(COSTS))
def test_no_cost_is_refuted_by_the_mean_value_theorem(family):
    for name in COSTS.families[family].variants():
        if name in AT_TIES:
            continue
        cost = COSTS[name]
        problem = example((3, 4, 3), ("tanh", "tanh"), batch=2)
        network = Network(problem.network.w, problem.network.b, {2: "tanh", 3: output_for(cost)}, cost)
        problem = Problem(network, problem.x, cost.made((problem.y + 2) / 4, cost.meant))
        assert refuted(problem, signs(problem)) == 0, name


def test_a_second_derivative_that_is_left_out_is_refuted():
    tanh = ACTIVATIONS["tanh"]
    flat = replace(tanh, name="mine", prime=with_slope(tanh.prime, lambda z, a, xp: 0 * z))
    turned = replace(tanh, name="mine", prime=with_slope(tanh.prime, lambda z, a, xp: 2 * a * (1 - a * a)))
    for entry in (flat, turned):
        problem = with_activation(entry)
        assert refuted(problem, signs(problem)) > 0


def test_a_given_slope_is_the_books_where_it_says_the_same():
    tanh = ACTIVATIONS["tanh"]
    same = replace(tanh, name="mine", prime=with_slope(tanh.prime, lambda z, a, xp: -2 * a * (1 - a * a)))

    assert refuted(with_activation(same), signs(with_activation(same))) == 0
    z = np.ones((1, 1))
    assert same.prime(z, z / 2, None) == tanh.prime(z, z / 2, None)


@pytest.mark.parametrize("enclosing", [balls, zonotopes])
def test_floats_lie_in_the_enclosures_on_random_networks(enclosing):
    xp = enclosing(FLOAT64)
    decided = 0
    for drawn in seeded(5, 25, "float64", 1):
        problem = drawn.problem.draw(0)
        given, enclosure = (hessian_vector(problem, signs(problem), *of) for of in ((), (xp,)))
        for name, ball in enclosure.slopes.items():
            assert (ball.contains(given.slopes[name]) | np.isinf(ball.rad)).all(), problem
            decided += np.count_nonzero(ball.rad < abs(ball.mid))
    assert decided


def test_at_rest_the_letters_are_those_of_the_book():
    """What moves carries the numbers of a plain pass along, to the last bit of midpoint and radius."""
    for drawn in seeded(6, 10, "float64", 1):
        problem = drawn.problem.draw(0)
        plain = send_back(forward(Pass(problem, BALLS, literally=True)))
        moved = send_back(forward(moving(problem, signs(problem), BALLS)))
        for letter in ("z", "a", "delta"):
            for l, ball in getattr(plain, letter).items():
                there = getattr(moved, letter)[l].value
                assert np.array_equal(there.mid, ball.mid, equal_nan=True)
                assert np.array_equal(np.broadcast_to(there.rad, ball.shape), np.broadcast_to(ball.rad, ball.shape))


def test_a_hessian_is_symmetric():
    """u · H v and v · H u are one number."""
    problem = example((3, 4, 3), ("softmax", "sigmoid"), "cross-entropy", batch=2)
    u, v = signs(problem), np.arange(problem.network.count) / 8
    with FINE.working():
        one, other = (
            (FINE.lift(left) * hessian_vector(problem, right, FINE).vector).sum(axis=-1).item()
            for left, right in ((u, v), (v, u))
        )
        assert one.overlaps(other)
        assert not one.overlaps(2 * other)


def test_a_direction_of_zeros_changes_nothing():
    problem = example()
    assert not hessian_vector(problem, np.zeros(problem.network.count)).vector.any()


def test_a_linear_neuron_by_hand():
    """C = ½ (w x + b − y)²: H = ((1, x), (x, x²)) for (b, w)."""
    network = Network({2: [[3.0]]}, {2: [[0.5]]}, {2: "identity"}, "quadratic")
    found = hessian_vector(Problem(network, [[2.0]], [[1.0]]), np.array([1.0, 10.0]))

    assert (found.nabla_b[2].item(), found.nabla_w[2].item()) == (21.0, 42.0)


def test_a_direction_has_a_number_for_each_parameter():
    problem = example()
    with pytest.raises(InputError, match="its last axis must have"):
        hessian_vector(problem, np.ones(3))


# --- kinks ------------------------------------------------------------------------------------------------------------


def at(name, z, xp=BALLS):
    """σ′(z) and its rate for ż = 1."""
    xp, entry = Duals(xp), ACTIVATIONS[name]
    point = xp.moving(np.array([[float(z)]]), np.ones((1, 1)))
    with xp.working():
        return xp.like(entry.prime(point, Dual(entry.value(point.value, xp.base), None, xp), xp), point).dot


@pytest.mark.parametrize(
    ("name", "kink"), [("relu", 0), ("leaky_relu", 0), ("elu(alpha=0.5)", 0), ("hardswish", 3), ("hardtanh", -1), ("relu6", 6)]
)
def test_there_is_no_second_derivative_at_a_kink(name, kink):
    assert np.isinf(at(name, kink).rad).all()
    for beside in (kink - 0.25, kink + 0.25):
        rate = at(name, beside)
        assert rate is None or np.isfinite(rate.rad).all()


@pytest.mark.parametrize(("name", "z", "sides"), [("celu", 0, (0.0, 1.0)), ("sparse_plus", 1, (0.5, 0.0))])
def test_where_the_second_derivative_jumps_both_sides_are_in_its_ball(name, z, sides):
    rate = at(name, z)
    assert np.isfinite(rate.rad).all()
    assert all(rate.contains(np.array(side)).all() for side in sides)


def test_what_does_not_move_has_no_kink():
    """A target that is 0 chooses a branch, and stays there."""
    xp = Duals(BALLS)
    y, a = xp.lift(np.zeros((1, 1))), xp.moving(np.ones((1, 1)), np.ones((1, 1)))
    chosen = xp.where(y > 0, a, 3 * a)

    assert (chosen.dot.mid, chosen.dot.rad < 1) == (3.0, True)


def test_the_larger_of_two_equal_numbers_moves_as_either_or_both():
    xp = Duals(Certified())
    a = xp.moving(np.ones((1, 1)), np.ones((1, 1)))
    rate = xp.maximum(a, 1).dot[0, 0]

    assert all(rate.contains(number) for number in (0, 0.5, 1))


def test_numbers_that_move_are_no_numbers_of_numpy():
    xp = Duals(BALLS)
    a = xp.moving(np.ones((1, 1)), np.ones((1, 1)))
    with pytest.raises(FormulaError, match="cannot use functions of NumPy"):
        np.exp(a)
    with pytest.raises(FormulaError, match=r"cannot use xp\.cosh"):
        xp.cosh(a)
    with pytest.raises(FormulaError, match=r"cannot use \.clip"):
        a.clip(0, 1)
