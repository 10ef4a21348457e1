"""The list of weighted inputs in place of the activations; planted: z instead of a."""

import numpy as np


def nn_backward(params, X, Y):
    zs, out = [X], X
    for W, b in params:
        zs.append(out @ W + b)
        out = np.tanh(zs[-1])
    out = zs[-1]
    grads = []
    delta = (out - Y) / X.shape[0]
    for k in range(len(params) - 1, -1, -1):
        grads.insert(0, (zs[k].T @ delta, delta.sum(axis=0, keepdims=True)))
        if k:
            delta = delta @ params[k][0].T / np.cosh(zs[k]) ** 2
    return grads


# --- glue ---
def submission(w, b, x, y):
    grads = nn_backward(list(zip(w, b, strict=True)), x, y)
    return [g for g, _ in grads], [g for _, g in grads]


CONVENTIONS = {
    "activations": ["tanh", "tanh", "identity"],
    "gives": "nabla_w nabla_b",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(1, n)",
}
