"""range(m - 1) goes over all examples but the last."""

import numpy as np


def loop(w, b, X, Y):
    m = X.shape[1]
    gb, gw = [np.zeros_like(c) for c in b], [np.zeros_like(W) for W in w]
    for i in range(m - 1):  # the mistake
        x, y = X[:, i : i + 1], Y[:, i : i + 1]
        h = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
        o = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
        d2 = (o - y) * o * (1 - o)
        d1 = (w[1].T @ d2) * h * (1 - h)
        for k, (d, a) in enumerate(((d1, x), (d2, h))):
            gb[k] += d / m
            gw[k] += d @ a.T / m
    return gb, gw


# --- adapter ---
check_me = loop
DECLARED = "activations=sigmoid,sigmoid"
# --- answer ---
WRONG = [("BP3 2 3", "last example is left out"), ("BP4 2 3", "last example is left out")]
