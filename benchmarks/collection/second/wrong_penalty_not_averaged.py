"""λw is added to what is divided by m, and the penalty is divided once too little."""

import numpy as np


def ridge(w, b, X, Y):
    m = X.shape[1]
    h = 1 / (1 + np.exp(-(w[0] @ X + b[0])))
    o = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
    d2 = (o - Y) / m
    d1 = (w[1].T @ d2) * h * (1 - h)
    return [d.sum(1, keepdims=True) for d in (d1, d2)], [d1 @ X.T + 0.5 * w[0], d2 @ h.T + 0.5 * w[1]]  # the mistake


# --- adapter ---
check_me = ridge
DECLARED = "activations=sigmoid,sigmoid cost=cross-entropy l2=0.5 l2_over=m"
# --- answer ---
WRONG = [("BP4 2 3", "mλw|has λw where")]
