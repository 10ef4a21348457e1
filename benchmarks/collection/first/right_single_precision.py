"""Everything in float32, as on a graphics card."""

import numpy as np


def grads32(w, b, x, y):
    one = np.float32(1)
    a1 = np.tanh(w[0] @ x + b[0])
    a2 = one / (one + np.exp(-(w[1] @ a1 + b[1])))
    d2 = (a2 - y) * a2 * (one - a2) / np.float32(x.shape[1])
    d1 = (w[1].T @ d2) * (one - a1 * a1)
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ x.T, d2 @ a1.T]


# --- adapter ---
check_me = grads32
DECLARED = "dtype=float32 activations=tanh,sigmoid"
# --- answer ---
WRONG = []
