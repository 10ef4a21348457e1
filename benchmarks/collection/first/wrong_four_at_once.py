"""Four mistakes: no σ′ at the output, a sign below it, ∇b is a sum, and ∇w of the first layer is doubled."""

import numpy as np


def four(w, b, X, Y):
    m = X.shape[1]
    a1 = np.tanh(w[0] @ X + b[0])
    a2 = np.tanh(w[1] @ a1 + b[1])
    a3 = 1 / (1 + np.exp(-(w[2] @ a2 + b[2])))
    d3 = a3 - Y  # a mistake
    d2 = -(w[2].T @ d3) * (1 - a2**2)  # a mistake
    d1 = (w[1].T @ d2) * (1 - a1**2)
    gb = [d.sum(1, keepdims=True) for d in (d1, d2, d3)]  # a mistake
    return gb, [2 * d1 @ X.T / m, d2 @ a1.T / m, d3 @ a2.T / m]  # a mistake


# --- adapter ---
check_me = four
DECLARED = "activations=tanh,tanh,sigmoid"
# --- answer ---
WRONG = [("BP1 4", "without ⊙ σ′"), ("BP2 3", "sign is wrong|times −1"), ("BP3 2 3 4", "m times"), ("BP4 2", "2 times")]
