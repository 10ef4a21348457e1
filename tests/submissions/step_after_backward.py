"""Matrices of columns, updated in place once every δ is known; right."""

import numpy as np


def iterate(W, b, X, Y, alpha):
    m = X.shape[1]
    A = [X]
    for k in range(len(W)):
        Z = np.dot(W[k], A[k]) + b[k]
        A.append(1 / (1 + np.exp(-Z)))
    D = [A[-1] - Y]
    for k in range(len(W) - 1, 0, -1):
        D.insert(0, np.dot(W[k].T, D[0]) * A[k] * (1 - A[k]))
    for k in range(len(W)):
        W[k] -= alpha * np.dot(D[k], A[k].T) / m
        b[k] -= alpha * np.mean(D[k], axis=1, keepdims=True)
    return W, b


# --- glue ---
submission = iterate
CONVENTIONS = {"cost": "cross-entropy", "takes": "w b x y eta", "gives": "w b"}
