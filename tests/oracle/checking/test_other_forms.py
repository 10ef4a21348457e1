"""A textbook's formula that cancels is right, and is said; another number is wrong, however near."""

import math

import numpy as np
import pytest

from nablacheck import check

erf = np.vectorize(math.erf)


def backprop(value, prime, times=1.0):
    """∇b and ∇w of the quadratic cost for one activation in every layer; `times` is a mistake in ∇w of the last."""

    def gradient(w, b, x, y):
        z, a, m = [], [x], x.shape[1]
        for weights, biases in zip(w, b, strict=True):
            z.append(weights @ a[-1] + biases)
            a.append(value(z[-1]))
        delta, nabla_b, nabla_w = (a[-1] - y) * prime(z[-1]) / m, [], []
        for l in reversed(range(len(w))):
            nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
            nabla_w.insert(0, delta @ a[l].T)
            if l:
                delta = (w[l].T @ delta) * prime(z[l - 1])
        nabla_w[-1] = nabla_w[-1] * x.dtype.type(times)
        return nabla_b, nabla_w

    return gradient


def gelu(z):
    return z * (1 + erf(z / math.sqrt(2))) / 2


def gelu_prime(z):
    return (1 + erf(z / math.sqrt(2))) / 2 + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def log_sigmoid(z):
    return -np.log(1 + np.exp(-z))


def log_sigmoid_prime(z):
    return 1 - 1 / (1 + np.exp(-z))


DEEP = {"activations": "gelu", "widths": [12, 16, 16, 16, 8]}
LOGARITHMS = {"activations": "logsigmoid", "dtype": "float32"}


@pytest.mark.parametrize("seed", range(8))
def test_a_formula_that_cancels_is_right(seed):
    assert check(backprop(gelu, gelu_prime), **DEEP, seed=seed).outcome == "right"
    assert check(backprop(log_sigmoid, log_sigmoid_prime), **LOGARITHMS, seed=seed).outcome == "right"


def test_the_formula_that_explains_the_lost_digits_is_said():
    reports = [check(backprop(gelu, gelu_prime), **DEEP, seed=seed) for seed in range(8)]
    said = [note for report in reports for note in report.notes if "where a formula cancels" in note]

    assert said
    assert all("σ of gelu as z(1 + erf(z/√2))/2" in note for note in said)


@pytest.mark.parametrize("seed", range(3))
def test_a_small_mistake_beside_a_formula_that_cancels_is_wrong(seed):
    assert check(backprop(gelu, gelu_prime, times=1 + 2.0**-30), **DEEP, seed=seed).outcome == "wrong"


def test_a_formula_of_another_function_stays_wrong():
    assert check(backprop(np.tanh, gelu_prime), **DEEP).outcome == "wrong"
