"""Two generic functions, and a registered implementation of each for every type of layer."""

from dataclasses import dataclass
from functools import singledispatch

import numpy as np


@dataclass
class Affine:
    W: np.ndarray
    b: np.ndarray


@dataclass
class Tanh:
    pass


@dataclass
class Softplus:
    pass


@singledispatch
def run(layer, v):
    raise TypeError(type(layer))


@run.register
def _(layer: Affine, v):
    return layer.W @ v + layer.b


@run.register
def _(layer: Tanh, v):
    return np.tanh(v)


@run.register
def _(layer: Softplus, v):
    return np.logaddexp(0, v)


@singledispatch
def pull(layer, g, v):
    raise TypeError(type(layer))


@pull.register
def _(layer: Affine, g, v):
    return layer.W.T @ g


@pull.register
def _(layer: Tanh, g, v):
    return g * (1 - np.tanh(v) ** 2)


@pull.register
def _(layer: Softplus, g, v):
    return g / (1 + np.exp(-v))


def gradients(layers, x, y):
    seen = [x]
    for layer in layers:
        seen.append(run(layer, seen[-1]))
    g = (seen.pop() - y) / x.shape[1]
    out = []
    for layer, v in zip(reversed(layers), reversed(seen)):
        if isinstance(layer, Affine):
            out.insert(0, (g.sum(axis=1, keepdims=True), g @ v.T))
        g = pull(layer, g, v)
    return tuple(zip(*out))


# --- adapter ---
def check_me(w, b, x, y):
    return gradients([Affine(w[0], b[0]), Softplus(), Affine(w[1], b[1]), Tanh(), Affine(w[2], b[2]), Softplus()], x, y)


DECLARED = "activations=softplus,tanh,softplus"
# --- answer ---
WRONG = []
