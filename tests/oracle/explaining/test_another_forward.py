"""Mistakes of the forward pass in code that returns gradients alone: (23) is blamed, and the name predicts every number."""

import itertools
import math

import numpy as np
import pytest

from nablacheck import check
from nablacheck.oracle.explaining.another_forward import another_forward
from nablacheck.oracle.explaining.claimed import far_off
from nablacheck.oracle.explaining.parts import rounded
from nablacheck.reference.arithmetic import FLOAT64, balls, precision

from helpers.miscomputed import claims, network, sigmoid, softmax

pytestmark = pytest.mark.slow


def named(explanation):
    assert explanation is not None, "nothing was found"
    (diagnosis,) = explanation.diagnoses
    ((mistake, layers),) = diagnosis.mistakes
    assert mistake.equation == "equation (23)"
    assert [c.equation for c in explanation.comparisons] == ["(23)"]
    assert explanation.comparisons[0].layer == min(layers)
    assert explanation.comparisons[0].broken
    return mistake.name, layers


SUMS = {
    "bias forgotten": lambda w, a, b: w @ a,
    "bias subtracted": lambda w, a, b: w @ a - b,
    "bias twice": lambda w, a, b: w @ a + 2 * b,
    "mean of the inputs": lambda w, a, b: w @ a / len(a) + b,
}
GROUPS = [group for size in (1, 2, 3) for group in itertools.combinations((2, 3, 4), size)]


@pytest.mark.parametrize("at", GROUPS, ids=str)
@pytest.mark.parametrize("name", SUMS)
def test_what_was_typed_for_z_is_named_at_its_layers(name, at):
    sigmas = ("tanh", "relu", "sigmoid")

    assert named(another_forward(claims(network(*sigmas, z=SUMS[name], at=at), *sigmas))) == (name, set(at))


VALUES = {
    "sigma twice": lambda z, sigma, b: sigma(sigma(z)),
    "sigma of −z": lambda z, sigma, b: sigma(-z),
    "sigma is relu": lambda z, sigma, b: np.maximum(z, 0),
    "sigma is identity": lambda z, sigma, b: z,
    "activation rounded to 3": lambda z, sigma, b: np.round(sigma(z), 3),
    "activation rounded to 6": lambda z, sigma, b: np.round(sigma(z), 6),
}


@pytest.mark.parametrize("of_z", [False, True], ids=["σ′ of a", "σ′ of z"])
@pytest.mark.parametrize("sigma", ["sigmoid", "tanh"])
@pytest.mark.parametrize("name", VALUES)
def test_what_was_typed_for_sigma_is_named_whatever_sigma_prime_is_taken_of(name, sigma, of_z):
    function = network(sigma, sigma, "sigmoid", a=VALUES[name], at=(2, 3), of_z=of_z)

    assert named(another_forward(claims(function, sigma, sigma, "sigmoid"))) == (name, {2, 3})


@pytest.mark.parametrize("of_a", [False, True], ids=["σ′ at w a", "σ′ of a"])
def test_a_bias_outside_of_sigma(of_a):
    function = network(
        "tanh",
        "sigmoid",
        z=lambda w, a, b: w @ a,
        a=lambda z, sigma, b: sigma(z) + b,
        prime=None if of_a else lambda z: 1 - np.tanh(z) ** 2,
        at=(2,),
    )

    assert named(another_forward(claims(function, "tanh", "sigmoid"))) == ("bias outside of sigma", {2})


def test_sigma_twice_with_sigma_prime_at_what_was_taken_for_z():
    function = network("sigmoid", "sigmoid", z=lambda w, a, b: sigmoid(w @ a + b), at=(2,))

    assert named(another_forward(claims(function, "sigmoid", "sigmoid"))) == ("sigma twice", {2})


@pytest.mark.parametrize(("name", "axis"), [("softmax over the examples", 1), ("softmax over everything", (0, 1))])
def test_softmax_over_the_wrong_axis(name, axis):
    function = network("tanh", "softmax", a=lambda z, sigma, b: softmax(z, axis), at=(3,), cancels=True)

    assert named(another_forward(claims(function, "tanh", "softmax", cost="categorical-cross-entropy"))) == (name, {3})


def test_softmax_that_is_not_divided():
    function = network("tanh", "softmax", a=lambda z, sigma, b: np.exp(z), at=(3,), cancels=True)
    found = another_forward(claims(function, "tanh", "softmax", cost="categorical-cross-entropy"))

    assert named(found) == ("softmax without its division", {3})


def test_weights_and_biases_of_the_wrong_shape_pass_where_all_layers_are_as_wide():
    function = network("tanh", "sigmoid", z=lambda w, a, b: w.T @ a + b, at=(2, 3))

    assert named(another_forward(claims(function, "tanh", "sigmoid", widths=(4, 4, 4)))) == (
        "transposed weights forward",
        {2, 3},
    )


def test_the_hard_sigmoid_of_another_library():
    function = network(
        "sigmoid",
        "sigmoid",
        a=lambda z, sigma, b: np.clip(0.2 * z + 0.5, 0, 1),
        prime=lambda z: np.where(abs(z) < 2.5, 0.2, 0),
        at=(2, 3),
    )

    assert named(another_forward(claims(function, "hardsigmoid", "hardsigmoid"))) == (
        "sigma is hard sigmoid of Keras 2",
        {2, 3},
    )


def test_another_sigma_of_the_output_alone_is_left_to_bp1_until_it_is_asked_for():
    function = network("tanh", "sigmoid", a=lambda z, sigma, b: np.tanh(z), at=(3,))
    given = claims(function, "tanh", "sigmoid")

    assert another_forward(given) is None
    assert named(another_forward(given, at_the_output=True)) == ("sigma is tanh", {3})


@pytest.mark.parametrize("sigmas", [("tanh", "sigmoid"), ("relu", "sigmoid")], ids=str)
def test_no_forward_pass_is_named_where_a_step_back_is_wrong(sigmas):
    """δ, ∇b or ∇w is doubled in the layer of the output, or in the one below."""
    for at, letter in itertools.product((0, 1), (0, 1)):

        def doubled(w, b, x, y, at=at, letter=letter):
            gradient = network(*sigmas)(w, b, x, y)
            gradient[letter][-1 - at] *= 2
            return gradient

        assert another_forward(claims(doubled, *sigmas)) is None
    assert another_forward(claims(network(*sigmas), *sigmas)) is None, "nothing is wrong"


def test_rounding_a_ball_takes_all_that_it_may_be_rounded_to():
    xp = balls(precision("float64"), "any")
    ball = rounded(xp.lift(np.array([0.3828125, 0.125])) * 1.0, 2)  # 0.125 lies between 0.12 and 0.13

    assert list(ball.mid) == [0.38, 0.12] == list(np.round([0.3828125, 0.125], 2))
    assert ball.contains(np.array([0.38, 0.13])).all()
    assert not ball.contains(np.array([0.3828125, 0.14])).any()


@pytest.mark.parametrize("conventions", [{}, {"examples": "column"}, {"dtype": "float32"}], ids=str)
def test_a_check_blames_23_and_shows_no_sigma_prime(conventions):
    report = check(
        network("sigmoid", "sigmoid", z=SUMS["bias forgotten"], at=(2, 3)), activations=["sigmoid"] * 2, **conventions
    )

    assert report.explanation.startswith("the function breaks (23) at layer 2 of 3.\n  ∇b^3["), str(report)
    assert "BP3 after (23) gives" in report.explanation
    assert "looks like: z^l = w^l a^{l-1} was computed without + b^l (equation (23), " in report.explanation
    assert "(predicts every number)" in report.explanation
    assert report.primes == ()
    assert report.as_json()["mistake"] == "bias forgotten"


def test_without_biases_that_are_returned_it_is_seen_in_the_weights():
    def weights(w, b, x, y):
        return network("tanh", "sigmoid", z=SUMS["bias subtracted"], at=(2,))(w, b, x, y)[1]

    report = check(weights, activations=["tanh", "sigmoid"], gives="nabla_w")

    assert report.explanation.startswith("the function breaks (23) at layer 2 of 3.\n  ∇w^3["), str(report)
    assert report.as_json()["mistake"] == "bias subtracted"


def test_a_step_shows_it_as_well():
    def steps(w, b, x, y, eta):
        nabla_b, nabla_w = network("tanh", "sigmoid", z=SUMS["bias forgotten"], at=(3,))(w, b, x, y)
        return [p - eta * g for p, g in zip(w, nabla_w, strict=True)], [p - eta * g for p, g in zip(b, nabla_b, strict=True)]

    report = check(steps, activations=["tanh", "sigmoid"], takes="w b x y eta", gives="w b")

    assert report.explanation.startswith("the function breaks (23) at layer 3 of 3.\n"), str(report)
    assert report.as_json()["mistake"] == "bias forgotten"


def test_floats_that_are_nowhere_near_are_told_before_balls_are_asked():
    """The planted fault: what has half of the digits, or is no number, must be left to the balls."""
    xp = balls(FLOAT64)
    target = xp.lift(np.array([[0.75, -1.5], [2.0, 0.25]]))
    half = math.sqrt(FLOAT64.u)

    assert far_off(target.mid * 2, target)
    assert not far_off(target.mid * (1 + half / 4), target)
    assert not far_off(target.mid * [[3, 1], [1, 1]], target), "one entry of four"
    assert not far_off(target.mid * np.nan, target)
    assert far_off(target.mid[:1], target)


@pytest.mark.parametrize("hidden", ["relu", "tanh"])
def test_a_softmax_without_its_biases_is_one_step_and_not_one_of_several(hidden):
    """Softmax is the same of z and of z + 1: whatever one number was added to every neuron, b^L is what is missing."""

    def without(w, b, x, y):
        z = w[0] @ x + b[0]
        a = np.maximum(z, 0) if hidden == "relu" else np.tanh(z)
        e = np.exp(w[1] @ a)
        delta = (e / e.sum(axis=0) - y) / x.shape[1]
        back = w[1].T @ delta * ((z > 0) if hidden == "relu" else 1 - a * a)
        return [back.sum(axis=1, keepdims=True), delta.sum(axis=1, keepdims=True)], [back @ x.T, delta @ a.T]

    report = check(without, activations=[hidden, "softmax"], cost="categorical-cross-entropy")

    assert [str(one) for one in report.diagnoses] == ["z^l = w^l a^{l-1} was computed without + b^l (equation (23), layer 3)"]
