"""A mean over the examples that should be one over the outputs too; planted: times n_L."""

import numpy as np


def run(W, b, X, T):
    hidden = [X]
    for Wi, bi in zip(W[:-1], b[:-1], strict=True):
        hidden.append(np.tanh(hidden[-1] @ Wi + bi))
    pred = hidden[-1] @ W[-1] + b[-1]
    d = 2 * (pred - T) / len(X)
    dW, db = [], []
    for i in reversed(range(len(W))):
        dW.append(hidden[i].T @ d)
        db.append(d.sum(0))
        d = d @ W[i].T * (1 - hidden[i] ** 2)
    return dW[::-1], db[::-1]


# --- glue ---
submission = run
CONVENTIONS = {
    "activations": ["tanh", "tanh", "identity"],
    "gives": "nabla_w nabla_b",
    "half": False,
    "mean_over_outputs": True,
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(n,)",
}
