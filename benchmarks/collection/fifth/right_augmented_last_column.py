"""Weights and threshold in one matrix, the threshold last: every layer gets a constant 1 below its inputs."""

import numpy as np


def with_one(a):
    return np.concatenate([a, np.ones((1, a.shape[1]))])


def matrix_gradients(mats, x, y):
    layers = [with_one(x)]
    for mat in mats[:-1]:
        layers.append(with_one(1 / (1 + np.exp(-mat @ layers[-1]))))
    final = 1 / (1 + np.exp(-mats[-1] @ layers[-1]))
    d = (final - y) * final * (1 - final)
    grads = [d @ layers[-1].T]
    for mat, layer, below in zip(mats[:0:-1], layers[:0:-1], layers[-2::-1]):
        d = ((mat.T @ d) * layer * (1 - layer))[:-1]
        grads.append(d @ below.T)
    return [g / x.shape[1] for g in reversed(grads)]


# --- adapter ---
check_me = matrix_gradients
DECLARED = "takes='w x y' gives=nabla_w biases='last column'"
# --- answer ---
WRONG = []
