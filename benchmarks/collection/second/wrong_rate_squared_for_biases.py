"""The rate is in the gradient of the biases already, and multiplies them again."""

import numpy as np


def update(w, b, X, Y, lr):
    h = np.tanh(w[0] @ X + b[0])
    o = np.tanh(w[1] @ h + b[1])
    d2 = (o - Y) * (1 - o * o) / X.shape[1]
    d1 = (w[1].T @ d2) * (1 - h * h)
    gw, gb = [d1 @ X.T, d2 @ h.T], [lr * d.sum(1, keepdims=True) for d in (d1, d2)]
    return [W - lr * g for W, g in zip(w, gw)], [c - lr * g for c, g in zip(b, gb)]  # the mistake


# --- adapter ---
check_me = update
DECLARED = "takes='w b x y eta' gives='w b' activations=tanh,tanh"
# --- answer ---
WRONG = [("BP3 2 3", "η times")]
