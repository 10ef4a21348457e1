"""The penalty is added to everything in one loop."""

import numpy as np


def regularised(w, b, x, y):
    m = x.shape[1]
    a1 = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
    a2 = 1 / (1 + np.exp(-(w[1] @ a1 + b[1])))
    d2 = (a2 - y) / m
    d1 = (w[1].T @ d2) * a1 * (1 - a1)
    gw, gb = [d1 @ x.T, d2 @ a1.T], [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)]
    return [g + 0.5 * p / m for g, p in zip(gb, b)], [g + 0.5 * p / m for g, p in zip(gw, w)]  # the mistake, in b


# --- adapter ---
check_me = regularised
DECLARED = "activations=sigmoid,sigmoid cost=cross-entropy l2=0.5 l2_over=m"
# --- answer ---
WRONG = [
    ("BP3 2 3", "λb was added to ∇b|declare l2_on_biases"),
]
