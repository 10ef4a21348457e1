"""Biases in the last column, indices from 1; planted: stale activation, which shows only with several examples."""

import numpy as np


def accumulate(W, X, Y):
    """Examples are numbered 1, …, m here, but the stored activations from 0."""
    m = X.shape[1]
    stored, outputs = [], []
    for i in range(m):
        a = [np.append(X[:, i], 1.0)]
        for w in W[:-1]:
            a.append(np.append(np.tanh(w @ a[-1]), 1.0))
        stored.append(a)
        outputs.append(np.tanh(W[-1] @ a[-1]))
    grads = [np.zeros_like(w) for w in W]
    for i in range(m):
        delta = (outputs[i] - Y[:, i]) * (1 - outputs[i] ** 2) / m
        for k in reversed(range(len(W))):
            grads[k][:, :-1] += np.outer(delta, stored[i - 1][k][:-1])
            grads[k][:, -1] += delta
            h = stored[i][k][:-1]
            delta = (W[k][:, :-1].T @ delta) * (1 - h**2)
    return grads


# --- glue ---
def submission(w, x, y):
    return accumulate(w, x, y)


CONVENTIONS = {"activations": "tanh", "takes": "w x y", "gives": "nabla_w", "biases": "last column"}
