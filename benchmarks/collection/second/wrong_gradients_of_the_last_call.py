"""Gradients are kept in the module and returned before they are computed anew."""

import numpy as np

KEPT = {}


def stale(w, b, x, y):
    h = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
    o = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
    d2 = (o - y) * o * (1 - o)
    d1 = (w[1].T @ d2) * h * (1 - h)
    new = [d1, d2], [np.outer(d1, x), np.outer(d2, h)]
    old = KEPT.get(len(x), new)
    KEPT[len(x)] = new
    return old  # the mistake


# --- adapter ---
check_me = stale
DECLARED = "examples=vector biases='(n,)' activations=sigmoid,sigmoid"
# --- answer ---
WRONG = [("", "call before|last call|previous call|stale")]
