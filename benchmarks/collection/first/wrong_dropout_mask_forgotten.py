"""Dropout goes forward, and the way back knows nothing of it."""

import numpy as np


def dropout_grads(w, b, X, Y, masks):
    a1 = np.maximum(w[0] @ X + b[0], 0) * masks[0]
    a2 = np.maximum(w[1] @ a1 + b[1], 0) * masks[1]
    out = w[2] @ a2 + b[2]
    d3 = (out - Y) / X.shape[1]
    d2 = (w[2].T @ d3) * (w[1] @ a1 + b[1] > 0)  # the mistake
    d1 = (w[1].T @ d2) * (w[0] @ X + b[0] > 0)  # the mistake
    return [d.sum(1, keepdims=True) for d in (d1, d2, d3)], [d1 @ X.T, d2 @ a1.T, d3 @ a2.T]


# --- adapter ---
check_me = dropout_grads
DECLARED = "takes='w b x y mask' activations=relu,relu,identity"
# --- answer ---
WRONG = [("BP2 2 3", "mask")]
