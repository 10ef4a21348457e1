"""The sign of the second quotient is wrong: −y/a − (1 − y)/(1 − a)."""

import numpy as np


def signs(w, b, x, y):
    h = np.tanh(w[0] @ x + b[0])
    a = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
    g = -(y / a + (1 - y) / (1 - a))  # the mistake
    d2 = g * a * (1 - a)
    d1 = (w[1].T @ d2) * (1 - h**2)
    return [d1, d2], [np.outer(d1, x), np.outer(d2, h)]


# --- adapter ---
check_me = signs
DECLARED = "examples=vector biases='(n,)' activations=tanh,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [("BP1 3", "sign.*\\(1 − y\\)|y/a \\+")]
