"""The weights of the examples are divided by their sum, where the cost divides by m."""

import numpy as np


def normalised(w, b, X, Y, s):
    s = s / s.sum()  # the mistake
    h = np.tanh(w[0] @ X + b[0])
    o = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
    d2 = (o - Y) * s
    d1 = (w[1].T @ d2) * (1 - h * h)
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ X.T, d2 @ h.T]


# --- adapter ---
check_me = normalised
DECLARED = "takes='w b x y weights_of_examples' activations=tanh,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [("", "m/Σ|sum of the weights")]
