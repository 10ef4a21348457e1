"""δ and a are averaged over the batch before they are multiplied."""

import numpy as np


def averaged_first(w, b, X, Y):
    h = 1 / (1 + np.exp(-(w[0] @ X + b[0])))
    o = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
    d2 = (o - Y) * o * (1 - o)
    d1 = (w[1].T @ d2) * h * (1 - h)
    mean = lambda v: v.mean(axis=1, keepdims=True)
    return [mean(d1), mean(d2)], [mean(d1) @ mean(X).T, mean(d2) @ mean(h).T]  # the mistake


# --- adapter ---
check_me = averaged_first
DECLARED = "activations=sigmoid,sigmoid"
# --- answer ---
WRONG = [("BP4 2 3", "before they were multiplied|times 1/m")]
