"""Softmax and categorical cross-entropy, (a − y) ⊙ a(1 − a) at the output; planted: extra sigma prime."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def grads(W, b, X, Y):
    A = [X]
    for i in range(len(W) - 1):
        A.append(np.tanh(W[i] @ A[i] + b[i]))
    P = softmax(W[-1] @ A[-1] + b[-1])
    dZ = (P - Y) * P * (1 - P) / X.shape[1]
    gW, gb = [], []
    for i in range(len(W) - 1, -1, -1):
        gW.insert(0, dZ @ A[i].T)
        gb.insert(0, dZ.sum(axis=1, keepdims=True))
        dZ = (W[i].T @ dZ) * (1 - A[i] * A[i])
    return gW, gb


# --- glue ---
submission = grads
CONVENTIONS = {"activations": ["tanh", "tanh", "softmax"], "cost": "categorical-cross-entropy", "gives": "nabla_w nabla_b"}
