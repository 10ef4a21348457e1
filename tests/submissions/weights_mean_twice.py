"""δ is divided by m, and ∇w once more; planted: weights averaged."""

import numpy as np


def grads(params, x, y):
    (w1, b1), (w2, b2) = params
    m = x.shape[1]
    z1 = w1 @ x + b1
    a1 = np.maximum(z1, 0)
    a2 = w2 @ a1 + b2
    d2 = (a2 - y) / m
    d1 = np.where(z1 > 0, w2.T @ d2, 0)
    return (d1 @ x.T / m, d1.sum(1)), (d2 @ a1.T / m, d2.sum(1))


# --- glue ---
def submission(w, b, x, y):
    params = [(wl, bl[:, None]) for wl, bl in zip(w, b, strict=True)]
    (w1, b1), (w2, b2) = grads(params, x, y)
    return [w1, w2], [b1, b2]


CONVENTIONS = {"activations": ["relu", "identity"], "gives": "nabla_w nabla_b", "biases": "(n,)"}
