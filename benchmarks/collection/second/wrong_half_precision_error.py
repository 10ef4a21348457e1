"""The error of the output is kept in float32 between the passes."""

import numpy as np


def mixed(w, b, x, y):
    h = np.tanh(w[0] @ x + b[0])
    o = w[1] @ h + b[1]
    d2 = ((o - y) / x.shape[1]).astype(np.float32).astype(np.float64)  # the mistake
    d1 = (w[1].T @ d2) * (1 - h**2)
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ x.T, d2 @ h.T]


# --- adapter ---
check_me = mixed
DECLARED = "activations=tanh,identity"
# --- answer ---
WRONG = [("BP1 3", "float32")]
