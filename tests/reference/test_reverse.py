"""Reverse mode differentiates any formula, in any arithmetic, and encloses in balls what a framework may return for it."""

import numpy as np
import pytest

from nablacheck.adapters.derivative_rules import PULLBACKS
from nablacheck.oracle.generating.problems import Architecture, Seeded, problem
from nablacheck.reference import ACTIVATIONS, COSTS
from nablacheck.reference.arithmetic import FLOAT, FLOAT64, balls
from nablacheck.reference.arithmetic.certified import Certified
from nablacheck.reference.composed import composed, composed_activation
from nablacheck.reference.pullbacks import ELEMENTARY, Pullbacks
from nablacheck.reference.reverse import derivative

from helpers.enclosures import overlap

XP = Certified(200)
Z = np.array([[-9.0], [-1.625], [-0.375], [0.25], [1.75], [7.0]])
COTANGENT = np.array([[1.0], [-2.0], [0.5], [3.0], [0.25], [-1.0]])
VARIANTS = ACTIVATIONS.variants()


def pulled(entry, z, cotangent, xp):
    """The cotangent pulled back by the textbook's derivative."""
    a = xp.like(entry.value(z, xp), z)
    if entry.prime is None:
        return entry.vjp(z, a, cotangent, xp)
    return xp.like(entry.prime(z, a, xp), z) * cotangent


@pytest.mark.parametrize("name", VARIANTS)
def test_it_gives_the_derivative_of_the_textbook(name):
    with XP.working():
        z, cotangent = XP.lift(Z), XP.lift(COTANGENT)
        reverse = derivative(ACTIVATIONS[name].value, z, XP, cotangent=cotangent)

        assert overlap(reverse, pulled(ACTIVATIONS[name], z, cotangent, XP))


TEXTBOOK = {
    "exp": lambda z, xp: xp.exp(z),
    "expm1": lambda z, xp: xp.exp(z),
    "log": lambda z, xp: 1 / z,
    "log1p": lambda z, xp: 1 / (1 + z),
    "tanh": lambda z, xp: 4 / (xp.exp(z) + xp.exp(-z)) ** 2,
    "erf": lambda z, xp: 2 / (xp.sqrt(xp.pi) * xp.exp(z * z)),
    "erfc": lambda z, xp: -2 / (xp.sqrt(xp.pi) * xp.exp(z * z)),
    "sqrt": lambda z, xp: xp.sqrt(z) / z / 2,
    "sin": lambda z, xp: xp.sin(z + xp.pi / 2),
    "cos": lambda z, xp: xp.cos(z + xp.pi / 2),
    "atan": lambda z, xp: xp.cos(xp.atan(z)) ** 2,
    "sigmoid": lambda z, xp: 1 / (xp.exp(z / 2) + xp.exp(-z / 2)) ** 2,
}


def test_every_elementary_function_has_the_derivative_of_the_textbook():
    assert TEXTBOOK.keys() == ELEMENTARY.keys()
    for name, prime in TEXTBOOK.items():
        with XP.working():
            z, cotangent = XP.lift(abs(Z)), XP.lift(COTANGENT)
            reverse = derivative(lambda z, xp, name=name: getattr(xp, name)(z), z, XP, cotangent=cotangent)

            assert overlap(reverse, prime(z, XP) * cotangent), name


def test_comparisons_are_those_of_the_values():
    """At, below and above what a number is compared with."""
    z = np.array([[-1.0], [0.0], [1.0]])
    taken = {
        ">": lambda z, xp: xp.where(z > 0, 2 * z, z),
        ">=": lambda z, xp: xp.where(z >= 0, 2 * z, z),
        "<": lambda z, xp: xp.where(z < 0, 2 * z, z),
        "<=": lambda z, xp: xp.where(z <= 0, 2 * z, z),
        "==": lambda z, xp: xp.where(z == 0, 2 * z, z),
    }
    slopes = {name: derivative(formula, z, FLOAT)[:, 0].tolist() for name, formula in taken.items()}

    assert slopes == {">": [1, 1, 2], ">=": [1, 2, 2], "<": [2, 1, 1], "<=": [2, 2, 1], "==": [1, 2, 1]}


def test_a_number_is_given_the_shape_of_the_argument():
    def formula(z, xp):
        assert xp.like(3, z).shape == Z.shape
        return xp.like(z, z) * xp.like(3, z)

    assert derivative(formula, Z, FLOAT).tolist() == np.full_like(Z, 3).tolist()


def test_a_formula_without_its_argument_has_the_derivative_zero():
    assert derivative(lambda z, xp: xp.like(3, z), Z, FLOAT).tolist() == np.zeros_like(Z).tolist()


def test_another_derivative_is_told_apart():
    """The planted mistake: softplus′ for sigmoid′."""
    with XP.working():
        z, cotangent = XP.lift(Z), XP.lift(COTANGENT)

        assert not overlap(derivative(ACTIVATIONS["sigmoid"].value, z, XP), pulled(ACTIVATIONS["softplus"], z, cotangent, XP))


@pytest.mark.parametrize("pullbacks", PULLBACKS.values(), ids=PULLBACKS)
@pytest.mark.parametrize("name", VARIANTS)
def test_its_balls_hold_the_truth_and_what_floats_give(name, pullbacks):
    entry, model = ACTIVATIONS[name], balls(FLOAT64)
    with XP.working(), FLOAT.working():
        truth = derivative(entry.value, XP.lift(Z), XP, cotangent=XP.lift(COTANGENT))
        floats = derivative(entry.value, Z, FLOAT, pullbacks, COTANGENT)
        ball = derivative(entry.value, model.lift(Z), model, pullbacks, model.lift(COTANGENT))

        assert ball.contains(floats).all()
        for mid, rad, true in zip(ball.mid.ravel(), np.broadcast_to(ball.rad, Z.shape).ravel(), truth.ravel(), strict=True):
            assert abs(true - float(mid)) <= float(rad)


def test_smooth_formulas_are_smooth_at_zero():
    """Where two branches meet, the halves that frameworks take of max′ and min′ add up."""
    zero = np.zeros((1, 1))
    for name, slope in {"sigmoid": 0.25, "softplus": 0.5, "elu": 1.0, "celu": 1.0, "squareplus": 0.5, "mish": 0.6}.items():
        assert derivative(ACTIVATIONS[name].value, zero, FLOAT)[0, 0] == slope


def test_a_tie_is_what_the_framework_takes():
    zero, relu = np.zeros((1, 1)), ACTIVATIONS["relu"]

    assert derivative(relu.value, zero, FLOAT)[0, 0] == 0.5
    assert derivative(relu.value, zero, FLOAT, Pullbacks(maximum=1.0))[0, 0] == 1
    first = Pullbacks(maximum=1.0, maximum_second=0.0)  # as TensorFlow
    assert derivative(relu.value, zero, FLOAT, first)[0, 0] == 1
    assert derivative(lambda z, xp: xp.maximum(0, z), zero, FLOAT, first)[0, 0] == 0
    assert derivative(lambda z, xp: xp.minimum(0, z), zero, FLOAT, first)[0, 0] == 0
    assert derivative(lambda z, xp: abs(z), zero, FLOAT, PULLBACKS["jax"])[0, 0] == 1
    assert derivative(lambda z, xp: abs(z), zero, FLOAT, PULLBACKS["torch"])[0, 0] == 0


def test_a_box_over_a_switch_has_both_sides():
    model = balls(FLOAT64)
    ball = derivative(ACTIVATIONS["relu"].value, model.box(np.zeros((1, 1)), 0.5), model)

    assert ball.contains(np.zeros((1, 1))).all()
    assert ball.contains(np.ones((1, 1))).all()


def test_a_quotient_by_a_square_loses_what_the_square_does():
    """The derivative of x/y by y in JAX and autograd, and in PyTorch: y² overflows, (x/y)/y does not."""
    y = np.full((1, 1), 2.0**600)
    with FLOAT.working():
        slopes = {
            name: derivative(lambda y, xp: 2.0**600 / y, y, FLOAT, PULLBACKS[name])[0, 0]
            for name in ("torch", "jax", "autograd")
        }

    assert slopes == {"torch": -(2.0**-600), "jax": 0, "autograd": 0}


@pytest.mark.parametrize("name", COSTS.variants())
def test_it_gives_the_gradient_of_a_cost(name):
    cost = COSTS[name]
    part = np.array([[0.125, 0.75], [0.5, 0.25], [0.9375, 0.625]])
    low, high = (max(min(end, 4.0), -4.0) for end in cost.outputs)
    with XP.working():
        a, y = XP.lift(low + (high - low) * (part * 0.75 + 0.1875)), XP.lift(cost.made(part[::-1]))
        reverse = derivative(lambda a, xp: cost.value(a, y, xp), a, XP)

        assert overlap(reverse, cost.gradient(a, y, XP))


def test_a_composed_activation_keeps_its_value():
    entry = composed_activation(ACTIVATIONS["silu"])

    assert entry.prime is None
    assert entry.vjp is not None
    assert np.array_equal(entry.value(Z, FLOAT), ACTIVATIONS["silu"].value(Z, FLOAT))


def test_a_problem_in_which_nothing_is_composed_stays_what_it_is():
    given = problem(Seeded(0), Architecture((2, 3), ("silu",), "quadratic", 3, 1.0, "contiguous"), "float64", 1, "").problem

    assert composed(given, lambda entry: False) is given
    silu, quadratic = (composed(given, lambda entry, name=name: entry.name == name).network for name in ("silu", "quadratic"))
    assert silu.activations[2].prime is None
    assert silu.cost is given.network.cost
    assert quadratic.activations[2] is given.network.activations[2]
    assert quadratic.cost is not given.network.cost
    assert not quadratic.cost.kinked


def test_what_a_formula_cannot_use_is_named():
    with pytest.raises(AttributeError, match=r"a formula cannot use xp\.sinh; xp has exp, expm1, log, log1p, tanh"):
        derivative(lambda z, xp: xp.sinh(z), Z, FLOAT)


def test_a_nan_stays_one_where_the_framework_multiplies_in_where():
    """MLX multiplies the cotangent of where by 0; the others do not choose it."""
    z, nan = -np.ones((1, 1)), np.full((1, 1), np.nan)
    formula = lambda z, xp: xp.where(z > 0, z, 0)
    pulled = {name: derivative(formula, z, FLOAT, part, nan)[0, 0] for name, part in PULLBACKS.items()}

    assert np.isnan(pulled["mlx"])
    assert pulled["paddlepaddle"] == pulled["casadi"] == pulled["torch"] == 0
    assert derivative(formula, -z, FLOAT, PULLBACKS["mlx"], z)[0, 0] == -1


def test_a_nan_stays_one_where_the_framework_multiplies():
    """JAX multiplies the cotangent of max by 0, PyTorch does not choose it."""
    z, nan = -np.ones((1, 1)), np.full((1, 1), np.nan)
    pulled = {name: derivative(ACTIVATIONS["relu"].value, z, FLOAT, part, nan)[0, 0] for name, part in PULLBACKS.items()}

    assert pulled["torch"] == 0
    assert np.isnan(pulled["jax"])
