"""Every activation and every cost is the function of its paper, written here as it stands there.

Overflow and cancellation do not matter in certified numbers: the entries have other texts of the same functions, and the two
agree to a hundred bits or one of them is wrong.
"""

import flint
import numpy as np
import pytest

from nablacheck.reference import ACTIVATIONS, COSTS, InputError
from nablacheck.reference.arithmetic.certified import Certified

from helpers.enclosures import same

XP = Certified(640)
TOO_MUCH = flint.arb(2) ** -80
"""The planted mistake."""
exp, log, sqrt, tanh, erf = (
    lambda x, name=name: getattr(flint.arb(x), name)() for name in ("exp", "log", "sqrt", "tanh", "erf")
)


def sigma(z):
    return 1 / (1 + exp(-z))


def clamp(z, low, high):
    return low if z < low else high if z > high else z


# --- activations, of a number -----------------------------------------------------------------------------------------


def linear_below(z, slope):
    return z if z > 0 else slope * z


def sparse_plus(z):
    """Blondel, Martins, Niculae 2020"""
    return 0 if z <= -1 else z if z >= 1 else (z + 1) ** 2 / 4


OF_A_NUMBER = {
    "identity": lambda z: z,
    "relu": lambda z: z if z > 0 else 0,
    "relu6": lambda z: clamp(z, 0, 6),
    "leaky_relu": linear_below,
    "prelu": linear_below,
    "rrelu": lambda z, lower, upper: linear_below(z, (lower + upper) / 2),
    "elu": lambda z, alpha: z if z > 0 else alpha * (exp(z) - 1),
    "selu": lambda z: 1.0507009873554805 * (z if z > 0 else 1.6732632423543772 * (exp(z) - 1)),
    "celu": lambda z, alpha: z if z > 0 else alpha * (exp(z / alpha) - 1),
    "softshrink": lambda z, lambd: z - lambd if z > lambd else z + lambd if z < -lambd else 0,
    "hardshrink": lambda z, lambd: z if abs(z) > lambd else 0,
    "threshold": lambda z, threshold, value: z if z > threshold else value,
    "hardtanh": lambda z, min_val, max_val: clamp(z, min_val, max_val),
    "hardsigmoid": lambda z: clamp(z / 6 + 0.5, 0, 1),
    "hardswish": lambda z: z * clamp(z + 3, 0, 6) / 6,
    "sparse_sigmoid": lambda z: clamp((z + 1) / 2, 0, 1),
    "sigmoid": sigma,
    "logsigmoid": lambda z: log(sigma(z)),
    "tanh": lambda z: (exp(z) - exp(-z)) / (exp(z) + exp(-z)),
    "tanhshrink": lambda z: z - tanh(z),
    "softsign": lambda z: z / (1 + abs(z)),
    "softplus": lambda z, beta, threshold: z if beta * z > threshold else log(1 + exp(beta * z)) / beta,
    "gelu": lambda z: z * (1 + erf(z / sqrt(2))) / 2,
    "gelu_tanh": lambda z: z * (1 + tanh(sqrt(2 / flint.arb.pi()) * (z + 0.044715 * z**3))) / 2,
    "silu": lambda z: z * sigma(z),
    "mish": lambda z: z * tanh(log(1 + exp(z))),
    "squareplus": lambda z, b: (z + sqrt(z**2 + b)) / 2,
    "swish": lambda z, beta: z / (1 + exp(-beta * z)),
    "sparse_plus": sparse_plus,
}


# --- activations, of a layer ------------------------------------------------------------------------------------------


def softmax(z):
    return [exp(entry) / sum(map(exp, z)) for entry in z]


def standardize(z, epsilon):
    mean = sum(z) / len(z)
    variance = sum((entry - mean) ** 2 for entry in z) / len(z)
    return [(entry - mean) / sqrt(variance + epsilon) for entry in z]


OF_A_LAYER = {
    "softmax": softmax,
    "softmin": lambda z: softmax([-entry for entry in z]),
    "log_softmax": lambda z: [log(p) for p in softmax(z)],
    "standardize": standardize,
}


# --- costs, of the outputs and the targets of an example --------------------------------------------------------------


def each(term):
    """A cost that is the sum of a term over the outputs, or its mean where `mean` is 1."""

    def total(a, y, mean=0, **parameters):
        terms = [term(p, t, **parameters) for p, t in zip(a, y, strict=True)]
        return sum(terms) / (len(terms) if mean else 1)

    return total


def huber(d, delta):
    return d**2 / 2 if abs(d) <= delta else delta * (abs(d) - delta / 2)


def cosine(a, y):
    norm = lambda x: sqrt(sum(entry**2 for entry in x))
    return sum(p * t for p, t in zip(a, y, strict=True)) / (norm(a) * norm(y))


def cosine_embedding(a, y, target, margin):
    """y is the other vector."""
    return 1 - cosine(a, y) if target == 1 else max(cosine(a, y) - margin, 0)


def cross_entropy(p, t, pos_weight=1):
    return -(pos_weight * t * log(p) + (1 - t) * log(1 - p))


def of_softmax(a, y, ratio=1.0, smoothing=0.0, total=1):
    n = len(a)
    smoothed = [(1 - smoothing) * t + smoothing / n * total for t in y]
    return -sum(ratio**k * t * log(p) for k, (t, p) in enumerate(zip(smoothed, softmax(a), strict=True)))


def poly(a, y, epsilon):
    return of_softmax(a, y) + epsilon * sum(t * (1 - p) for t, p in zip(y, softmax(a), strict=True))


def focal(a, t, gamma):
    p = sigma(a)
    return cross_entropy(p, t) * (t * (1 - p) + (1 - t) * p) ** int(gamma)


def times_log(y):
    return y * log(y) if y > 0 else 0


def stirling(y):
    return y * log(y) - y + log(2 * flint.arb.pi() * y) / 2 if y > 1 else 0


def multi_margin(a, y, p, margin, ratio):
    (k,) = (j for j, t in enumerate(y) if t == 1)
    return sum(ratio**k * max(margin - a[k] + other, 0) ** int(p) for j, other in enumerate(a) if j != k) / len(a)


def dice(a, y, smooth):
    p = [sigma(entry) for entry in a]
    common = sum(q * t for q, t in zip(p, y, strict=True))
    return 1 - (common + smooth) / ((sum(p) + sum(y)) / 2 + smooth)


OF_AN_EXAMPLE = {
    "quadratic": each(lambda a, y: (a - y) ** 2 / 2),
    "mse": each(lambda a, y: (a - y) ** 2),
    "l1": each(lambda a, y: abs(a - y)),
    "smooth-l1": each(lambda a, y, beta: huber(a - y, beta) / beta if beta else abs(a - y)),
    "huber": each(lambda a, y, delta: huber(a - y, delta)),
    "log-cosh": each(lambda a, y: log((exp(a - y) + exp(y - a)) / 2)),
    "cosine-distance": lambda a, y: 1 - cosine(a, y),
    "cosine-embedding": cosine_embedding,
    "cross-entropy": each(cross_entropy),
    "categorical-cross-entropy": each(lambda a, y: -y * log(a)),
    "cross-entropy-with-logits": each(lambda a, y, pos_weight: cross_entropy(sigma(a), y, pos_weight)),
    "multilabel-soft-margin": lambda a, y: each(lambda a, y: cross_entropy(sigma(a), y))(a, y, mean=1),
    "categorical-cross-entropy-with-logits": of_softmax,
    "label-cross-entropy": lambda a, y, **parameters: of_softmax(a, y, **parameters, total=sum(y)),
    "safe-softmax-cross-entropy": of_softmax,
    "poly-cross-entropy": poly,
    "sigmoid-focal": each(focal),
    "nll": lambda a, y, ratio: -sum(ratio**k * t * p for k, (p, t) in enumerate(zip(a, y, strict=True))),
    "kl-div": each(lambda a, y: times_log(y) - y * a),
    "kl-div-log-targets": each(lambda a, y: exp(y) * (y - a)),
    "generalized-kl": each(lambda a, y: times_log(y) - y * a - y + exp(a)),
    "poisson-nll": each(lambda a, y, full: exp(a) - y * a + full * stirling(y)),
    "poisson-nll-of-rates": each(lambda a, y, full, eps: a - y * log(a + eps) + full * stirling(y)),
    "gaussian-nll": each(lambda a, y, var, full: (log(var) + (a - y) ** 2 / var + full * log(2 * flint.arb.pi())) / 2),
    "soft-margin": each(lambda a, y: log(1 + exp(-y * a))),
    "hinge": each(lambda a, y: max(1 - y * a, 0)),
    "perceptron": each(lambda a, y: max(-y * a, 0)),
    "squared-hinge": each(lambda a, y: max(1 - y * a, 0) ** 2),
    "hinge-embedding": each(lambda a, y, margin: a if y == 1 else max(margin - a, 0)),
    "sparsemax": each(lambda a, y: sparse_plus((1 - 2 * y) * a)),
    "multi-margin": multi_margin,
    "binary-dice": dice,
}


# --- the entries beside them ------------------------------------------------------------------------------------------

LAYER = [-9.0, -3.0, -1.5, -1.0, -0.5, -0.375, 0.0, 0.25, 0.5, 1.0, 1.5, 3.0, 6.0, 7.0, 24.0]
"""On every kink of the entries, and on both sides of it."""


def layer(entry, plain):
    """The column that the formula makes of LAYER."""
    numbers = [flint.arb(z) for z in LAYER]
    if entry.family in OF_A_LAYER:
        return plain(numbers, **entry.parameters)
    return [flint.arb(plain(z, **entry.parameters)) for z in numbers]


@pytest.mark.parametrize("name", ACTIVATIONS.variants())
def test_an_activation_is_that_of_its_paper(name):
    entry = ACTIVATIONS[name]
    with XP.working():
        a = entry.value(XP.lift(np.array(LAYER)[:, None]), XP).ravel()
        wanted = layer(entry, (OF_A_NUMBER | OF_A_LAYER)[entry.family])

        assert same(wanted, a)
        assert not same([p + TOO_MUCH for p in wanted], a)


OUTPUTS = np.array([[0.125, 0.375, 0.9375, 0.75], [0.5, 0.0625, 0.25, 0.6875], [0.875, 0.6875, 0.4375, 0.1875]])
PARTS = np.array([[0.0625, 0.375, 0.625, 0.9375], [0.25, 0.75, 0.5, 0.0], [0.6875, 0.3125, 0.125, 1.0]])
"""From which a cost makes its targets; of the positive ones, 4 parts, some lie on either side of 1 and one is 1."""


@pytest.mark.parametrize("name", COSTS.variants())
def test_a_cost_is_that_of_its_paper(name):
    entry = COSTS[name]
    a = OUTPUTS if entry.outputs[0] == 0 else 4 * OUTPUTS - 1.75
    y = entry.made(PARTS)
    plain = OF_AN_EXAMPLE[entry.family]
    with XP.working():
        given = entry.value(XP.lift(a), XP.lift(y), XP).sum(axis=0)
        wanted = [
            plain(list(map(flint.arb, p)), list(map(flint.arb, t)), **entry.parameters) for p, t in zip(a.T, y.T, strict=True)
        ]

        assert same(wanted, given)
        assert not same([p + TOO_MUCH for p in wanted], given)


def test_every_family_has_its_formula():
    assert set(OF_A_NUMBER | OF_A_LAYER) == set(ACTIVATIONS.families)
    assert set(OF_AN_EXAMPLE) == set(COSTS.families)


# --- parameters that make no function ---------------------------------------------------------------------------------

REFUSED = {
    "celu(alpha=0)": "alpha of celu is 0; it must be another number.",
    "softshrink(lambd=-0.5)": "lambd of softshrink is -0.5; it must not be negative.",
    "hardshrink(lambd=-0.5)": "lambd of hardshrink is -0.5; it must not be negative.",
    "hardtanh(max_val=-1)": "min_val of hardtanh is -1 and max_val -1; min_val must be the smaller.",
    "softplus(beta=0)": "beta of softplus is 0; it must be another number.",
    "squareplus(b=-0.5)": "b of squareplus is -0.5; it must not be negative.",
    "standardize(epsilon=0)": "epsilon of standardize is 0; it must be positive.",
    "smooth-l1(beta=-0.5)": "beta of smooth-l1 is -0.5; it must not be negative.",
    "huber(delta=0)": "delta of huber is 0; it must be positive.",
    "l1(mean=0.5)": "mean of a cost is 0.5; it must be 1, the mean over the outputs, or 0, their sum.",
    "cosine-embedding(target=0)": "target of cosine-embedding is 0; it must be 1 or −1.",
    "cross-entropy-with-logits(pos_weight=-0.5)": "pos_weight of cross-entropy-with-logits is -0.5; it must not be negative.",
    "nll(ratio=-0.5)": "ratio of nll is -0.5; it must be 0 or a power of two.",
    "nll(ratio=3)": "ratio of nll is 3; it must be 0 or a power of two.",
    "label-cross-entropy(smoothing=-0.5)": "smoothing of label-cross-entropy is -0.5; it must be a number from 0 to 1.",
    "label-cross-entropy(smoothing=1.5)": "smoothing of label-cross-entropy is 1.5; it must be a number from 0 to 1.",
    "sigmoid-focal(gamma=8)": "gamma of sigmoid-focal is 8; it must be a whole number from 0 to 7.",
    "sigmoid-focal(gamma=0.5)": "gamma of sigmoid-focal is 0.5; it must be a whole number from 0 to 7.",
    "poisson-nll(full=0.5)": "full of a likelihood is 0.5; it must be 1, with the terms that are free of a, or 0.",
    "gaussian-nll(full=0.5)": "full of a likelihood is 0.5; it must be 1, with the terms that are free of a, or 0.",
    "poisson-nll-of-rates(eps=-0.5)": "eps of poisson-nll-of-rates is -0.5; it must not be negative.",
    "gaussian-nll(var=0)": "var of gaussian-nll is 0; it must be positive.",
    "multi-margin(p=1.5)": "p of multi-margin is 1.5; it must be 1 or 2.",
    "multi-margin(p=3)": "p of multi-margin is 3; it must be 1 or 2.",
    "leaky_relu(slope=nan)": "slope of leaky_relu is nan; it must be a finite number.",
    "leaky_relu(slope=1e999)": "slope of leaky_relu is inf; it must be a finite number.",
    "huber(delta=inf)": "delta of huber is inf; it must be a finite number.",
    "binary-dice(smooth=0)": "smooth of binary-dice is 0; it must be positive.",
}


@pytest.mark.parametrize("name", REFUSED)
def test_parameters_that_make_no_function_are_refused(name):
    with pytest.raises(InputError) as error:
        (COSTS if name in COSTS else ACTIVATIONS)[name]

    assert str(error.value) == REFUSED[name]


@pytest.mark.parametrize(
    "name", ["sigmoid-focal(gamma=7)", "nll(ratio=0.0625)", "nll(ratio=0)", "label-cross-entropy(smoothing=1)"]
)
def test_the_last_that_make_one_are_taken(name):
    assert COSTS[name].name == name
