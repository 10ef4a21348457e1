"""Weights and biases alternate in one list, and every second entry of the gradient gets the subgradient of a lasso."""

import numpy as np


def forward(arrays, x):
    yield x
    for i in range(0, len(arrays), 2):
        x = np.tanh(arrays[i].dot(x) + arrays[i + 1])
        yield x


def gradient(arrays, x, y, lam=0.25):
    a = list(forward(arrays, x))
    m = float(x.shape[1])
    grad = [np.zeros_like(v) for v in arrays]
    back = a[-1] - y
    for i in range(len(arrays) - 2, -2, -2):
        layer = i // 2
        delta = back - back * a[layer + 1] ** 2
        grad[i][...] = (delta.dot(a[layer].T) + lam * np.sign(arrays[i])) / m
        grad[i + 1][...] = delta.mean(axis=1)[:, None]
        back = arrays[i].T.dot(delta)
    return grad


# --- adapter ---
check_me = gradient
DECLARED = "takes='params x y' gives=nabla_params parameters=flat activations=tanh,tanh l1=0.25 l1_over=m"
# --- answer ---
WRONG = []
