"""The indicator of the hinge under the squared hinge."""

import numpy as np


def margins(w, b, X, y):
    h = np.tanh(w[0] @ X + b[0])
    f = w[1] @ h + b[1]
    d2 = np.where(y * f < 1, -y, 0) / y.shape[1]  # the mistake
    d1 = (w[1].T @ d2) * (1 - h**2)
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ X.T, d2 @ h.T]


# --- adapter ---
check_me = margins
DECLARED = "targets='-1 and 1' activations=tanh,identity cost=squared-hinge"
# --- answer ---
WRONG = [("", "declare cost=hinge")]
