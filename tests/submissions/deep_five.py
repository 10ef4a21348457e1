"""Five layers of different activations, chosen by name from a table, columns; right."""

import numpy as np

TABLE = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "softplus": (lambda z: np.logaddexp(0, z), lambda a: -np.expm1(-a)),
}
NAMES = ["tanh", "softplus", "sigmoid", "tanh", "sigmoid"]


def gradients(W, b, X, Y):
    A = [X]
    for name, w, c in zip(NAMES, W, b, strict=True):
        A.append(TABLE[name][0](w @ A[-1] + c))
    G = (A[-1] - Y) / X.shape[1]
    result = []
    for name, w, before, after in zip(NAMES[::-1], W[::-1], A[-2::-1], A[:0:-1], strict=True):
        G = G * TABLE[name][1](after)
        result.append((G.sum(axis=1, keepdims=True), G @ before.T))
        G = w.T @ G
    return result[::-1]


# --- glue ---
def submission(w, b, x, y):
    return tuple(zip(*gradients(w, b, x, y), strict=True))


CONVENTIONS = {"activations": NAMES}
