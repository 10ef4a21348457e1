"""Column-major arrays, as they come from a wrapped routine, and examples in columns with matrices (in, out)."""

import numpy as np


def wrapped(W, B, X, Y):
    A1 = 1 / (1 + np.exp(-(W[0].T @ X + B[0][:, None])))
    A2 = 1 / (1 + np.exp(-(W[1].T @ A1 + B[1][:, None])))
    D2 = (A2 - Y) * A2 * (1 - A2) / X.shape[1]
    D1 = (W[1] @ D2) * A1 * (1 - A1)
    return [np.asfortranarray(X @ D1.T), np.asfortranarray(A1 @ D2.T)], [D1.sum(1), D2.sum(1)]


# --- adapter ---
check_me = wrapped
DECLARED = "gives='nabla_w nabla_b' weights='(in, out)' biases='(n,)' activations=sigmoid,sigmoid"
# --- answer ---
WRONG = []
