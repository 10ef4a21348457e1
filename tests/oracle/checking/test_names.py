"""Mistakes of many kinds, each typed into one backpropagation, and the words by which the check names it."""

import numpy as np
import pytest

from nablacheck import check
from nablacheck.oracle.explaining.quotients import QUOTIENTS


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


SIGMAS = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "identity": (lambda z: z, np.ones_like),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
    "leaky_relu": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, 1, 0.01)),
    "elu": (lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))), lambda z: np.exp(np.minimum(z, 0))),
    "silu": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1 + z * (1 - sigmoid(z)))),
    "softmax": (softmax, None),
}
RIGHT = {
    "data": lambda x, y: (x, y),
    "z": lambda w, a, b: w @ a + b,
    "error": lambda a, y: a - y,
    "over": lambda x, y: x.shape[1],
    "back": lambda w, d, prime: w.T @ d * prime,
    "of_b": lambda d, b: d.sum(axis=1, keepdims=True),
    "of_w": lambda d, a, w: d @ a.T,
}


def code(*sigmas, prime=None, value=None, **changes):
    """Right code but for what is changed; σ′ of the hidden layers and σ of the output by `prime` and `value`."""
    do = RIGHT | changes

    def gradients(w, b, x, y):
        x, y = do["data"](x, y)
        a, zs = [x], []
        for l, name in enumerate(sigmas):
            zs.append(do["z"](w[l], a[-1], b[l]))
            last = value and l == len(sigmas) - 1
            a.append(value(zs[-1]) if last else SIGMAS[name][0](zs[-1]))
        delta = do["error"](a[-1], y) / do["over"](x, y)
        if SIGMAS[sigmas[-1]][1]:
            delta = delta * SIGMAS[sigmas[-1]][1](zs[-1])
        nabla_b, nabla_w = [], []
        for l in reversed(range(len(w))):
            nabla_b.insert(0, do["of_b"](delta, b[l]))
            nabla_w.insert(0, do["of_w"](delta, a[l], w[l]))
            if l:
                delta = do["back"](w[l], delta, (prime or SIGMAS[sigmas[l - 1]][1])(zs[l - 1]))
        return nabla_b, nabla_w

    return gradients


def says(function, *sigmas, **declared):
    """The one name that is given, by which everything is predicted."""
    with np.errstate(all="ignore"):
        report = check(function, activations=list(sigmas), **declared)
    assert report.outcome == "wrong"
    assert len(report.diagnoses) == 1, str(report)
    return str(report.diagnoses[0])


SMOOTH = ("sigmoid", "sigmoid")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("over", "name"),
    [
        (lambda x, y: x.shape[0], "times m/n_1 ="),
        (lambda x, y: np.float64(x.shape[1] - 1), "divided by m − 1, in place of m"),
        (lambda x, y: x.shape[1] + 1, "divided by m + 1, in place of m"),
        (lambda x, y: np.sqrt(x.shape[1]), "times √m ="),
        (lambda x, y: x.shape[1] / np.pi, "times π ="),
        (lambda x, y: x.shape[1] * np.log(2), "ln 2"),
    ],
)
def test_a_division_by_another_number(over, name):
    assert name in says(code(*SMOOTH, over=over), *SMOOTH)


def test_a_division_by_the_width_of_each_layer():
    by_width = code(*SMOOTH, of_w=lambda d, a, w: d @ a.T / len(d))

    assert "∇w^l is 1/n_l times what BP4 says" in says(by_width, *SMOOTH)


def test_quotients_are_said_in_words_that_are_their_own():
    names = [quotient.name for quotient in QUOTIENTS]

    assert len(set(names)) == len(names)


DATA = [
    (lambda x, y: (x, np.roll(y, 1, axis=1)), "the target y of the example before it"),
    (lambda x, y: (np.roll(x, 1, axis=1), y), "the target y of the example after it"),
    (lambda x, y: (x[:, np.random.default_rng(0).permutation(x.shape[1])], y), "were shuffled"),
    (lambda x, y: (x, y[::-1]), "the outputs of the targets y are in reverse order"),
    (lambda x, y: (x / 255, y), "x was divided by 255"),
    (
        lambda x, y: ((x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True), y),
        "the mean and the deviation over the examples",
    ),
    (lambda x, y: (x[:, : (x.shape[1] + 1) // 2], y[:, : (x.shape[1] + 1) // 2]), "only the first half of the examples"),
    (lambda x, y: (x, 1 - y), "1 − y was taken for the targets y"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("data", "name"), DATA)
def test_other_data(data, name):
    assert name in says(code(*SMOOTH, data=data), *SMOOTH)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sigma", "prime", "name"),
    [
        ("tanh", lambda z: 1 / np.cosh(z), "√σ′(z^l) was used"),
        ("silu", lambda z: sigmoid(z) + sigmoid(z) * (1 - sigmoid(z)), "z is missing in the product rule"),
        ("silu", lambda z: z * sigmoid(z) * (1 - sigmoid(z)), "only the second term, z g′(z)"),
        ("silu", lambda z: sigmoid(z) + z * sigmoid(z), "1 − σ(z) is missing in the second term"),
        ("leaky_relu", lambda z: np.where(z > 0, 1, 0.1), "a slope of 0.1"),
        ("leaky_relu", lambda z: np.where(z > 1, 1, 0.01), "changes where z^l is 1,"),
        ("relu", np.sign, "a slope of −1"),
        ("relu", lambda z: (z < 0) * 1.0, "the other branch of σ′"),
        ("elu", lambda z: np.where(z > 0, 1, np.expm1(np.minimum(z, 0))), "is a^l where z^l is negative"),
        ("sigmoid", lambda z: sigmoid(z) * (1 - sigmoid(z)) + 0.1, "0.1 was added to σ′(z^l)"),
    ],
)
def test_another_form_of_sigma_prime(sigma, prime, name):
    sigmas = (sigma, sigma, "identity")

    assert name in says(code(*sigmas, prime=prime), *sigmas)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("error", "name"),
    [
        (lambda a, y: (a == a.max(axis=0)) - y, "the predicted class was used for a^L"),
        (lambda a, y: (a - y) ** 3, "(a^L − y)³"),
        (lambda a, y: (a - y) / np.linalg.norm(a - y), "divided by its norm over all examples"),
        (lambda a, y: (a - y) * a, "a^L − y was multiplied with a^L"),
    ],
)
def test_another_error_at_the_output(error, name):
    sigmas = ("tanh", "softmax")

    assert name in says(code(*sigmas, error=error), *sigmas, cost="categorical-cross-entropy")


def test_twice_the_error_is_a_factor_and_not_other_targets():
    sigmas = ("tanh", "softmax")
    twice = code(*sigmas, error=lambda a, y: 2 * (a - y))

    assert says(twice, *sigmas, cost="categorical-cross-entropy") == "times 2"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"z": lambda w, a, b: w @ a + b.sum()}, "the sum of all b^l"),
        ({"z": lambda w, a, b: w @ a + b[0]}, "the bias of the first neuron"),
        ({"back": lambda w, d, prime: w.T @ d + prime}, "was added to (w^{l+1})ᵀ δ^{l+1}"),
        ({"of_b": lambda d, b: (d * d).sum(1, keepdims=True) * d.shape[1]}, "δ^l was squared"),
        ({"of_b": lambda d, b: d.sum(1, keepdims=True) * b}, "∇b was multiplied with b"),
        ({"of_w": lambda d, a, w: d @ (a * a).T}, "(a^{l-1})² was used"),
        ({"of_w": lambda d, a, w: d @ (1 - a).T}, "1 − a^{l-1} was used"),
        ({"of_w": lambda d, a, w: d @ a.T * w}, "∇w was multiplied with w"),
        ({"of_w": lambda d, a, w: np.where(abs(d @ a.T) < 0.01, 0, d @ a.T)}, "numbers smaller than 0.01 are set to 0"),
    ],
)
def test_other_sums_and_steps(changes, name):
    assert name in says(code(*SMOOTH, **changes), *SMOOTH)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("value", "name"),
    [
        (lambda z: np.exp(z - z.max(0)) / np.exp(z - z.max(0)).sum(1, keepdims=True), "the sum over the examples: two axes"),
        (lambda z: softmax(z / 2), "z^l/2 where it has z^l"),
        (lambda z: softmax(z * np.log(2)), "2^z was used"),
    ],
)
def test_another_softmax(value, name):
    sigmas = ("tanh", "softmax")

    assert name in says(code(*sigmas, value=value), *sigmas, cost="categorical-cross-entropy")
