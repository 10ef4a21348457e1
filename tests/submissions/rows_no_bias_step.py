"""Examples in rows, two layers without biases, steps up the negative gradient; right."""

import numpy as np


def nonlin(x, deriv=False):
    if deriv:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))


def train_once(X, y, syn0, syn1, alpha):
    l0 = X
    l1 = nonlin(np.dot(l0, syn0))
    l2 = nonlin(np.dot(l1, syn1))
    l2_error = y - l2
    l2_delta = l2_error * nonlin(l2, deriv=True)
    l1_error = l2_delta.dot(syn1.T)
    l1_delta = l1_error * nonlin(l1, deriv=True)
    syn1 += alpha * l1.T.dot(l2_delta)
    syn0 += alpha * l0.T.dot(l1_delta)
    return syn0, syn1


# --- glue ---
def submission(w, x, y, eta):
    return train_once(x, y, *w, eta)


CONVENTIONS = {
    "activations": ["sigmoid"] * 2,
    "takes": "w x y eta",
    "gives": "w",
    "total": "sum",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "none",
}
