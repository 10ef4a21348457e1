"""Three mistakes: 1 − a for tanh′, ∇b summed where ∇w is averaged, and the weights are moved before they send back."""

import numpy as np


def hurried(w, b, X, Y, lr):
    m = X.shape[1]
    h = np.tanh(w[0] @ X + b[0])
    o = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
    d2 = o - Y
    w[1] = w[1] - lr * d2 @ h.T / m
    d1 = (w[1].T @ d2) * (1 - h)  # two mistakes
    w[0] = w[0] - lr * d1 @ X.T / m
    return w, [b[0] - lr * d1.sum(1, keepdims=True), b[1] - lr * d2.sum(1, keepdims=True)]  # a mistake


# --- adapter ---
check_me = hurried
DECLARED = "takes='w b x y eta' gives='w b' activations=tanh,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [("BP2 2", "1 − a\\^l was used"), ("BP2 2", "after the step"), ("BP3 2 3", "m times|sum over the examples")]
