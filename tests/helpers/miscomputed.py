"""A backpropagation that is right but for its forward pass."""

import numpy as np

from nablacheck.oracle.checking.claims import judge_claim
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.files import Claim
from nablacheck.oracle.checking.trials import Trials
from nablacheck.reference.gradient import Gradient


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z, axis=0):
    e = np.exp(z - z.max())
    return e / e.sum(axis=axis, keepdims=True)


SIGMAS = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "softmax": softmax}
OF_A = {
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a * a,
    "relu": lambda a: np.where(a > 0, 1.0, 0.0),
    "softmax": np.ones_like,
}


def network(*sigmas, z=None, a=None, at=(), of_z=False, cancels=False, prime=None):
    """Right code for the quadratic cost but for z^l or a^l of the layers `at`; σ′ is taken of a^l, or of z^l."""

    def gradients(w, b, x, y):
        activations, sums = {1: x}, {}
        for l, (name, weights, bias) in enumerate(zip(sigmas, w, b, strict=True), start=2):
            sums[l] = z(weights, activations[l - 1], bias) if z and l in at else weights @ activations[l - 1] + bias
            activations[l] = a(sums[l], SIGMAS[name], bias) if a and l in at else SIGMAS[name](sums[l])

        def slope(l):
            if prime and l in at:
                return prime(sums[l])
            return OF_A[sigmas[l - 2]](SIGMAS[sigmas[l - 2]](sums[l]) if of_z else activations[l])

        L = len(w) + 1
        delta = (activations[L] - y) / x.shape[1] * (1 if cancels else slope(L))
        nabla_b, nabla_w = [], []
        for l in reversed(range(2, L + 1)):
            nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
            nabla_w.insert(0, delta @ activations[l - 1].T)
            if l > 2:
                delta = w[l - 2].T @ delta * slope(l - 1)
        return nabla_b, nabla_w

    return gradients


def claims(function, *sigmas, cost="quadratic", widths=None):
    """What a function gives for the networks of a check, as the explanation reads it."""
    found = []
    for problem in Trials(sigmas, cost, "float64", widths, Conventions()).problems():
        w, b = problem.network.w, problem.network.b
        nabla_b, nabla_w = function([*w.values()], [*b.values()], problem.x, problem.y)
        gradient = Gradient(dict(zip(b, nabla_b, strict=True)), dict(zip(w, nabla_w, strict=True)))
        found.append(judge_claim(Claim(problem, gradient)).claimed)
    return found
