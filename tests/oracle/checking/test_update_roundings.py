"""A step may be taken in any order: a decay before it, or an example after the other; each is right, and no other step is."""

import numpy as np
import pytest

from nablacheck import check
from nablacheck.reference.activations.smooth import sigmoid
from nablacheck.reference.arithmetic import FLOAT

LAM = 0.3
TAKES = {"takes": "w b x y eta", "gives": "w b", "activations": "sigmoid"}


def gradient(w, b, x, y):
    """Σ_x ∇C_x of the quadratic cost by BP1 to BP4, with sigmoid neurons."""
    a = [x]
    for weights, biases in zip(w, b, strict=True):
        a.append(sigmoid.value(weights @ a[-1] + biases, FLOAT))
    delta, nabla_b, nabla_w = (a[-1] - y) * a[-1] * (1 - a[-1]), [], []
    for l in reversed(range(len(w))):
        nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
        nabla_w.insert(0, delta @ a[l].T)
        delta = (w[l].T @ delta) * a[l] * (1 - a[l])
    return nabla_b, nabla_w


def decaying(lam):
    """The book's step: w shrinks first."""

    def update(w, b, x, y, eta):
        nabla_b, nabla_w = gradient(w, b, x, y)
        m = x.shape[1]
        shrunk = [(1 - eta * lam) * weights - (eta / m) * nabla for weights, nabla in zip(w, nabla_w, strict=True)]
        return shrunk, [biases - (eta / m) * nabla for biases, nabla in zip(b, nabla_b, strict=True)]

    return update


def by_examples(at_new_weights):
    """Steps of 1/m of the rate, an example after the other; all of them at the old weights, or each where the last one led."""

    def update(w, b, x, y, eta):
        new_w, new_b, m = list(w), list(b), x.shape[1]
        for k in range(m):
            at = (new_w, new_b) if at_new_weights else (w, b)
            nabla_b, nabla_w = gradient(*at, x[:, k : k + 1], y[:, k : k + 1])
            new_w = [weights - np.asarray(eta / m * nabla, x.dtype) for weights, nabla in zip(new_w, nabla_w, strict=True)]
            new_b = [biases - np.asarray(eta / m * nabla, x.dtype) for biases, nabla in zip(new_b, nabla_b, strict=True)]
        return new_w, new_b

    return update


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("seed", range(3))
def test_weights_may_shrink_before_the_step(seed, dtype):
    report = check(decaying(LAM), **TAKES, l2=LAM, widths=[40, 60, 50, 10], dtype=dtype, seed=seed)
    assert report.outcome == "right", report


def test_weights_that_shrink_by_another_number_are_wrong():
    assert check(decaying(1.5 * LAM), **TAKES, l2=LAM).outcome == "wrong"


@pytest.mark.parametrize("seed", range(3))
def test_a_step_may_be_taken_an_example_after_the_other(seed):
    report = check(by_examples(at_new_weights=False), **TAKES, seed=seed)
    assert report.outcome == "right", report


def test_where_each_example_moves_the_next_the_step_is_another_one():
    report = check(by_examples(at_new_weights=True), **TAKES)
    assert report.outcome == "wrong"
    assert "w and b move after each example" in str(report)


def rectified(w, b, x, y, eta):
    """A step of a network of rectified linear neurons, of which many are dead on a single example."""
    z, a, m = [], [x], x.shape[1]
    for weights, biases in zip(w, b, strict=True):
        z.append(weights @ a[-1] + biases)
        a.append(np.maximum(z[-1], 0))
    delta, new_w, new_b = (a[-1] - y) * (z[-1] > 0) / m, list(w), list(b)
    for l in reversed(range(len(w))):
        new_w[l], new_b[l] = w[l] - eta * (delta @ a[l].T), b[l] - eta * delta.sum(axis=1, keepdims=True)
        if l:
            delta = (w[l].T @ delta) * (z[l - 1] > 0)
    return new_w, new_b


@pytest.mark.parametrize("seed", range(4))
def test_what_does_not_move_is_exactly_zero(seed):
    assert check(rectified, **{**TAKES, "activations": "relu", "seed": seed}).outcome == "right"


def test_what_moves_though_its_gradient_is_zero_is_wrong():
    def moving(w, b, x, y, eta):
        new_w, new_b = rectified(w, b, x, y, eta)
        return [weights * (1 + np.finfo(x.dtype).eps) for weights in new_w], new_b

    assert check(moving, **{**TAKES, "activations": "relu"}).outcome == "wrong"


def decay_first(lam, rounded_to):
    """Each sum begins with λw, which is large, and is kept in a format in which every addition is felt."""

    def gradients(w, b, x, y):
        m, nabla_b = x.shape[1], [np.zeros_like(biases) for biases in b]
        nabla_w = [x.dtype.type(x.shape[1] * lam) * weights for weights in w]
        for k in range(m):
            of_b, of_w = gradient(w, b, x[:, k : k + 1], y[:, k : k + 1])
            nabla_b = [sums + nabla for sums, nabla in zip(nabla_b, of_b, strict=True)]
            nabla_w = [np.nextafter(sums + nabla, rounded_to, dtype=x.dtype) for sums, nabla in zip(nabla_w, of_w, strict=True)]
        return [sums / m for sums in nabla_b], [sums / m for sums in nabla_w]

    return gradients


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_sum_may_begin_with_the_decay(dtype):
    """Also where each addition is rounded up, which no processor does for long."""
    report = check(decay_first(2.0, np.inf), activations="sigmoid", l2=2.0, widths=[20, 30, 10], dtype=dtype)
    assert report.outcome == "right", report
    assert not report.notes, report


def test_a_decay_that_is_off_by_more_than_its_roundings_is_wrong():
    assert check(decay_first(2.0 * (1 + 2.0**-30), np.inf), activations="sigmoid", l2=2.0).outcome == "wrong"
