"""(a − y)² is sent back in place of a − y."""

import numpy as np


def squares(w, b, x, y):
    h = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
    o = w[1] @ h + b[1]
    d2 = (o - y) ** 2  # the mistake
    d1 = (w[1].T @ d2) * h * (1 - h)
    return [d1, d2], [d1 @ x.T, d2 @ h.T]


# --- adapter ---
check_me = squares
DECLARED = "examples=column activations=sigmoid,identity"
# --- answer ---
WRONG = [("BP1 3", "squared|square")]
