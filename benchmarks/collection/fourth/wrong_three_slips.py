"""Three slips: a 2 of a cost that has a half, a plus in σ′ = a(1 − a), and weights below the output that are not averaged."""

import numpy as np


def three_slips(W, b, X, Y):
    m = X.shape[1]
    A1 = 1 / (1 + np.exp(-(W[0] @ X + b[0])))
    A2 = 1 / (1 + np.exp(-(W[1] @ A1 + b[1])))
    A3 = W[2] @ A2 + b[2]
    D3 = 2 * (A3 - Y)  # a mistake
    D2 = (W[2].T @ D3) * A2 * (1 + A2)  # a mistake
    D1 = (W[1].T @ D2) * A1 * (1 + A1)  # a mistake
    gw = [D1 @ X.T / m, D2 @ A1.T, D3 @ A2.T / m]  # a mistake
    return [D.mean(1, keepdims=True) for D in (D1, D2, D3)], gw


# --- adapter ---
check_me = three_slips
DECLARED = "activations=sigmoid,sigmoid,identity"
# --- answer ---
WRONG = [
    ("", r"\b2 times|times 2|½|1/2|half"),
    ("BP2 2 3", r"1 ?\+ ?a|\+ ?a|\bsign|\bplus"),
    ("BP4 3", r"\bm times|times m|5 times|not divided|\bsum\b|without 1/m"),
]
