"""relu′ taken of the relu's output with ≥, which is 1 everywhere; planted: sigma prime missing."""

import numpy as np


def relu(z):
    return np.maximum(0, z)


def relu_derivative(z):
    return (z >= 0).astype(float)


def compute(ws, bs, X, Y):
    a = [X]
    for w, b in zip(ws[:-1], bs[:-1], strict=True):
        a.append(relu(w @ a[-1] + b))
    scores = ws[-1] @ a[-1] + bs[-1]
    p = np.exp(scores - scores.max(0))
    p /= p.sum(0)
    d = (p - Y) / Y.shape[1]
    gw, gb = [], []
    for i in range(len(ws) - 1, -1, -1):
        gw.append(d @ a[i].T)
        gb.append(d.sum(axis=1, keepdims=True))
        d = ws[i].T @ d * relu_derivative(a[i])
    return p, gw[::-1], gb[::-1]


# --- glue ---
submission = compute
CONVENTIONS = {
    "activations": ["relu", "relu", "softmax"],
    "cost": "categorical-cross-entropy",
    "gives": "output nabla_w nabla_b",
}
