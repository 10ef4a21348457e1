"""One-hot columns, log-softmax written by hand, −Σ y log p, and δ by the quotient −y/p through the whole Jacobian."""

import numpy as np


def by_quotients(w, b, X, Y):
    m = X.shape[1]
    H = np.maximum(0.01 * (w[0] @ X + b[0]), w[0] @ X + b[0])
    Z = w[1] @ H + b[1]
    P = np.exp(Z) / np.sum(np.exp(Z), axis=0)
    dP = -Y / P / m
    D2 = P * (dP - np.sum(P * dP, axis=0))
    D1 = (w[1].T @ D2) * np.where(w[0] @ X + b[0] > 0, 1, 0.01)
    return [D1.sum(1, keepdims=True), D2.sum(1, keepdims=True)], [D1 @ X.T, D2 @ H.T]


# --- adapter ---
check_me = by_quotients
DECLARED = "targets=one-hot activations=leaky_relu,softmax cost=categorical-cross-entropy"
# --- answer ---
WRONG = []
