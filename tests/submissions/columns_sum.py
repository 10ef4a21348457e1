"""Matrices of columns, the cost ½Σ(a − y)² summed over everything; right."""

import numpy as np


def gradient(W, B, X, Y):
    A = [X]
    for w, b in zip(W, B, strict=True):
        A.append(np.tanh(w @ A[-1] + b))
    D = (A[-1] - Y) * (1 - A[-1] ** 2)
    dW, dB = [], []
    for i in reversed(range(len(W))):
        dW.append(D @ A[i].T)
        dB.append(D.sum(1, keepdims=True))
        D = W[i].T @ D * (1 - A[i] ** 2)
    return dW[::-1], dB[::-1]


# --- glue ---
submission = gradient
CONVENTIONS = {"activations": "tanh", "total": "sum", "gives": "nabla_w nabla_b"}
