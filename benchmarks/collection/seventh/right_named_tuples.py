"""Layers are named tuples, and so are their gradients; a binary cross-entropy behind one hidden layer."""

from typing import NamedTuple

import numpy as np


class Affine(NamedTuple):
    matrix: np.ndarray
    shift: np.ndarray

    def __call__(self, v):
        return self.matrix @ v + self.shift

    def gradient(self, v, upstream):
        return Affine(upstream @ v.T, upstream.sum(1, keepdims=True))


def loss_gradient(layers, v, labels):
    hidden, top = (Affine(*layer) for layer in layers)
    h = np.tanh(hidden(v))
    chance = 1 / (1 + np.exp(-top(h)))
    at_top = (chance - labels) / labels.shape[1]
    at_hidden = (1 - h**2) * (top.matrix.T @ at_top)
    return [hidden.gradient(v, at_hidden), top.gradient(h, at_top)]


# --- adapter ---
check_me = loss_gradient
DECLARED = "takes='params x y' gives=nabla_params parameters=pairs activations=tanh,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = []
