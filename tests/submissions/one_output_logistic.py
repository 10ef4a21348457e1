"""One output, logistic regression on top of a relu layer; right."""

import numpy as np


def binary_classifier(W1, b1, w2, b2, X, t):
    z1 = X @ W1 + b1
    h = z1 * (z1 > 0)
    p = 1 / (1 + np.exp(-(h @ w2 + b2)))
    error = p.ravel() - t
    dz1 = np.outer(error, w2.ravel()) * (z1 > 0)
    m = t.size
    return X.T @ dz1 / m, dz1.mean(axis=0), (h.T @ error / m)[:, None], np.array([error.mean()])


# --- glue ---
def submission(w, b, x, y):
    dW1, db1, dw2, db2 = binary_classifier(w[0], b[0], w[1], b[1], x, y[:, 0])
    return [dW1, dw2], [db1, db2]


CONVENTIONS = {
    "activations": ["relu", "sigmoid"],
    "cost": "cross-entropy",
    "widths": (4, 6, 1),
    "gives": "nabla_w nabla_b",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(n,)",
}
