"""A matrix that is not transposed runs only where all widths are equal; planted: w not transposed."""

import numpy as np


def gradient(W, b, x, y):
    f = np.tanh
    a = [x]
    for Wi, bi in zip(W, b, strict=True):
        a.append(f(Wi @ a[-1] + bi))
    g = (a[-1] - y) / x.shape[1]
    dW, db = [], []
    for i in reversed(range(len(W))):
        g = g * (1 - a[i + 1] ** 2)
        dW.insert(0, g @ a[i].T)
        db.insert(0, g.sum(axis=1, keepdims=True))
        g = W[i] @ g
    return dW, db


# --- glue ---
submission = gradient
CONVENTIONS = {"activations": "tanh", "gives": "nabla_w nabla_b"}
