"""Slopes are registered by a decorator beside their functions; the error is a full square."""

import numpy as np

SLOPES = {}


def slope_of(function):
    def register(derivative):
        SLOPES[function] = derivative
        return derivative

    return register


def smooth_relu(z):
    return np.logaddexp(0, z)


def linear(z):
    return z


@slope_of(np.tanh)
def _(z):
    return 1 / np.cosh(z) ** 2


@slope_of(smooth_relu)
def _(z):
    return 1 / (1 + np.exp(-z))


@slope_of(linear)
def _(z):
    return np.ones_like(z)


def gradients(w, b, x, y, functions=(np.tanh, smooth_relu, linear)):
    zs, acts = [], [x]
    for matrix, offset, function in zip(w, b, functions):
        zs.append(matrix.dot(acts[-1]) + offset)
        acts.append(function(zs[-1]))
    upstream = 2 * (acts.pop() - y)
    result = []
    while zs:
        delta = upstream * SLOPES[functions[len(zs) - 1]](zs.pop())
        result.append((delta.sum(axis=1, keepdims=True), delta.dot(acts.pop().T)))
        upstream = w[len(zs)].T.dot(delta)
    nabla_b, nabla_w = zip(*reversed(result))
    return list(nabla_b), list(nabla_w)


# --- adapter ---
check_me = gradients
DECLARED = "activations=tanh,softplus,identity half=False total=sum"
# --- answer ---
WRONG = []
