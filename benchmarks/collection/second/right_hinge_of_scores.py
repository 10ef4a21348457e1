"""A support vector machine on top of two layers, labels 0 and 1 that are turned into signs inside."""

import numpy as np


def svm_grads(w, b, X, labels):
    H = np.tanh(w[0] @ X + b[0])
    F = w[1] @ H + b[1]
    S = 2 * labels - 1
    D2 = np.where(1 - S * F > 0, -S, 0.0) / X.shape[1]
    D1 = (w[1].T @ D2) * (1 - H**2)
    return [D1.sum(1, keepdims=True), D2.sum(1, keepdims=True)], [D1 @ X.T, D2 @ H.T]


# --- adapter ---
check_me = svm_grads
DECLARED = "targets='0 and 1' activations=tanh,identity cost=hinge"
# --- answer ---
WRONG = []
