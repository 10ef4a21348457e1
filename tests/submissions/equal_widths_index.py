"""An index one too high for σ′, which runs where layers are equally wide; planted: sigma prime of another layer."""

import numpy as np


def sigmoid_prime(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)


def backprop(weights, biases, x, y):
    zs, a = [], [x]
    for w, b in zip(weights, biases, strict=True):
        zs.append(np.dot(w, a[-1]) + b)
        a.append(1 / (1 + np.exp(-zs[-1])))
    delta = (a[-1] - y) * sigmoid_prime(zs[-1])
    nabla_b, nabla_w = [delta], [np.dot(delta, a[-2].T)]
    for k in range(2, len(weights) + 1):
        delta = np.dot(weights[-k + 1].T, delta) * sigmoid_prime(zs[-k + 1])
        nabla_b.insert(0, delta)
        nabla_w.insert(0, np.dot(delta, a[-k - 1].T))
    return nabla_b, nabla_w


# --- glue ---
submission = backprop
CONVENTIONS = {"examples": "column", "widths": (4, 4, 4, 4)}
