"""σ′ of the output multiplies the error when it is made, and again when it is sent back."""

import numpy as np


def doubled_prime(w, b, X, Y):
    a1 = 1 / (1 + np.exp(-(w[0] @ X + b[0])))
    a2 = 1 / (1 + np.exp(-(w[1] @ a1 + b[1])))
    d2 = (a2 - Y) * a2 * (1 - a2) / X.shape[1]
    back = w[1].T @ (d2 * a2 * (1 - a2))  # the mistake
    d1 = back * a1 * (1 - a1)
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ X.T, d2 @ a1.T]


# --- adapter ---
check_me = doubled_prime
DECLARED = "activations=sigmoid,sigmoid"
# --- answer ---
WRONG = [("BP2 2", "once more|twice")]
