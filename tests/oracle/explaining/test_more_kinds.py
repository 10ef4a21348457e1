"""Kinds of mistakes that code nobody had seen brought: of penalties, of a whole batch, of gated activations and margins."""

import numpy as np
import pytest

from nablacheck import check
from nablacheck.oracle.explaining import another_forward

from helpers.miscomputed import sigmoid

pytestmark = pytest.mark.slow


def network(activations, delta, primes, decay=lambda w: 0 * w, outside=False, averaged=False, step=None):
    """Backpropagation of two layers in which one thing is another one; with a `step` it gives what that makes of w."""

    def gradients(w, b, x, y, *eta):
        if averaged:
            x, y = x.mean(axis=1, keepdims=True), y.mean(axis=1, keepdims=True)
        a, z = [x], []
        for l, sigma in enumerate(activations):
            z.append(w[l] @ a[-1] + (0 if outside else b[l]))
            a.append(sigma(z[-1]) + (b[l] if outside else 0))
        d = [None, delta(a[2], y)]
        d[0] = (w[1].T @ d[1]) * primes(a[1], z[0])
        nabla_b = [one.sum(axis=1, keepdims=True) / x.shape[1] for one in d]
        nabla_w = [one @ before.T / x.shape[1] + decay(of) for one, before, of in zip(d, a, w, strict=False)]
        if step:
            return [step(*pair, *eta) for pair in zip(w, nabla_w, strict=True)], [
                of - eta[0] * nabla for of, nabla in zip(b, nabla_b, strict=True)
            ]
        return (a[-1], nabla_b, nabla_w) if outside else (nabla_b, nabla_w)

    return gradients


def squares(a, y):
    return (a - y) * a * (1 - a)


def own(a, z):
    return a * (1 - a)


SIGMOIDS = (sigmoid, sigmoid)
DECAYS = {
    "0.25 [w > 0] was added to ∇w": lambda w: 0.25 * (w > 0),
    "0.25 max(w, 0) was added to ∇w": lambda w: 0.25 * np.maximum(w, 0),
    "0.25 Σw was added to ∇w": lambda w: 0.25 * w.sum(),
}


def told(function, **conventions):
    report = check(function, **{"activations": ["sigmoid", "sigmoid"], **conventions})
    assert report.outcome == "wrong"
    return "; ".join(map(str, report.diagnoses)), report


@pytest.mark.parametrize("says", DECAYS)
def test_what_was_added_to_the_weights(says):
    assert told(network(SIGMOIDS, squares, own, decay=DECAYS[says]))[0].startswith(says)


def test_a_batch_that_was_averaged_first():
    says = "the batch was averaged first: its one example is the mean of x with the mean of y"
    assert told(network(SIGMOIDS, squares, own, averaged=True))[0] == says


def test_a_step_that_shrinks_with_the_weights():
    def step(w, nabla, eta):
        return (1 - eta * 0.25) * (w - eta * nabla)

    says, report = told(network(SIGMOIDS, squares, own, step=step), takes="w b x y eta", gives="w b", l2=0.25)

    assert says == "the new w is (1 − ηλ)(w − η ∇w): the step shrinks too (BP4, layers 2 and 3)"
    assert report.explanation.startswith("the function breaks BP4 at layer 3 of 3.")


@pytest.mark.parametrize("beta", [1, 2])
def test_an_unfinished_product_rule_of_swish(beta):
    def swish(z):
        return z * sigmoid(beta * z)

    function = network((swish, sigmoid), squares, lambda a, z: sigmoid(beta * z) + beta * z * sigmoid(beta * z))
    says, _ = told(function, activations=["swish" if beta == 1 else f"swish(beta={beta})", "sigmoid"])

    assert says.startswith("1 − σ(z) is missing in the second term of the product rule")


def test_hinge_with_its_comparison_turned_round():
    function = network((np.tanh, lambda z: z), lambda a, y: -y * (y * a > 1), lambda a, z: 1 - a * a)
    says, _ = told(function, activations=["tanh", "identity"], cost="hinge")

    assert says.startswith("∇_a C comes out as with −y if y · a > 1 else 0 in place of −y if y · a < 1 else 0")


def test_a_forward_pass_is_named_by_the_output_alone(monkeypatch):
    """b^l outside of σ, and no σ′ at the hidden layer: no forward pass has that gradient, one has that output."""
    function = network(SIGMOIDS, squares, lambda a, z: 1, outside=True)
    says, report = told(function, gives="output nabla_b nabla_w")

    assert says == "b^l was added outside of σ: a^l = σ(w^l a^{l-1}) + b^l (equation (23), layers 2 and 3)"
    assert "(predicts a^L)" in report.explanation

    def nothing(problem, at_the_output=False):
        return ()

    monkeypatch.setattr(another_forward, "_made", nothing)
    assert not told(function, gives="output nabla_b nabla_w")[0]
