"""Examples in rows, two layers, no biases; planted: error instead of delta."""

import numpy as np


def nonlin(x):
    return 1 / (1 + np.exp(-x))


def one_step(syn0, syn1, X, y):
    l1 = nonlin(X.dot(syn0))
    l2 = nonlin(l1.dot(syn1))
    l2_error = l2 - y
    l2_delta = l2_error * (l2 * (1 - l2))
    l1_error = l2_error.dot(syn1.T)
    l1_delta = l1_error * (l1 * (1 - l1))
    return X.T.dot(l1_delta), l1.T.dot(l2_delta)


# --- glue ---
def submission(w, x, y):
    return one_step(*w, x, y)


CONVENTIONS = {
    "activations": ["sigmoid"] * 2,
    "takes": "w x y",
    "gives": "nabla_w",
    "total": "sum",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "none",
}
