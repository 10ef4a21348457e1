"""np.mean for the biases beside a sum for the weights; planted: bias averaged, which one example does not show."""

import numpy as np


def backward_pass(W, b, X, Y):
    A, Z = [X], []
    for w, c in zip(W, b, strict=True):
        Z.append(A[-1] @ w + c)
        A.append(np.maximum(Z[-1], 0))
    A[-1] = 1 / (1 + np.exp(-Z[-1]))
    E = A[-1] - Y
    dW, db = [], []
    for i in range(len(W) - 1, -1, -1):
        dW.insert(0, A[i].T @ E)
        db.insert(0, np.mean(E, axis=0))
        if i:
            E = (E @ W[i].T) * (A[i] > 0)
    return dW, db


# --- glue ---
submission = backward_pass
CONVENTIONS = {
    "activations": ["relu", "relu", "sigmoid"],
    "cost": "cross-entropy",
    "total": "sum",
    "gives": "nabla_w nabla_b",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(n,)",
}
