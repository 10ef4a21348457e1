"""float32 throughout, two layers, tanh and a linear output; right."""

import numpy as np


def forward_backward(w1, b1, w2, b2, x, y):
    h = np.tanh(x @ w1 + b1)
    yhat = h @ w2 + b2
    dy = (yhat - y) / np.float32(x.shape[0])
    dh = (dy @ w2.T) * (np.float32(1) - h * h)
    return (x.T @ dh, h.T @ dy), (dh.sum(axis=0), dy.sum(axis=0))


# --- glue ---
def submission(w, b, x, y):
    return forward_backward(w[0], b[0], w[1], b[1], x, y)


CONVENTIONS = {
    "activations": ["tanh", "identity"],
    "dtype": "float32",
    "gives": "nabla_w nabla_b",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(n,)",
}
