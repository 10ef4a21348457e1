"""Examples in rows, two layers without biases; planted: the learning rate is left out, which does not show at rate 1."""

import numpy as np


def act(x):
    return 1 / (1 + np.exp(-x))


def train_once(X, y, syn0, syn1):
    l1 = act(X @ syn0)
    l2 = act(l1 @ syn1)
    l2_delta = (y - l2) * l2 * (1 - l2)
    l1_delta = (l2_delta @ syn1.T) * l1 * (1 - l1)
    return syn0 + X.T @ l1_delta, syn1 + l1.T @ l2_delta


# --- glue ---
def submission(w, x, y, eta):
    return train_once(x, y, *w)


CONVENTIONS = {
    "activations": ["sigmoid"] * 2,
    "takes": "w x y eta",
    "gives": "w",
    "total": "sum",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "none",
}
