"""Cells of Matlab became object arrays, bsxfun became broadcasting, and the hidden layers are clamped."""

import numpy as np


def cell(n):
    return np.empty(n, dtype=object)


def nnbackprop(W, b, X, Y):
    n, m = len(W), X.shape[1]
    Z, A, dW, db = cell(n), cell(n + 1), cell(n), cell(n)
    A[0] = X
    for i in range(n):
        Z[i] = W[i] @ A[i] + b[i]
        A[i + 1] = np.clip(Z[i], -1, 1) if i < n - 1 else Z[i]
    J = np.sum((A[n] - Y) ** 2) / (2 * m)
    d = A[n] - Y
    for i in range(n - 1, -1, -1):
        if i < n - 1:
            d = d * (np.abs(Z[i]) < 1)
        dW[i] = d @ A[i].T / m
        db[i] = np.sum(d, 1).reshape(-1, 1) / m
        d = W[i].T @ d
    return J, dW.tolist(), db.tolist()


# --- adapter ---
check_me = nnbackprop
DECLARED = "gives='cost nabla_w nabla_b' activations=hardtanh,hardtanh,identity"
# --- answer ---
WRONG = []
