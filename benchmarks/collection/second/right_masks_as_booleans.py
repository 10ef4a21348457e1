"""Dropout on one example, masks as vectors."""

import numpy as np


def drop_one(w, b, x, y, masks):
    h = (1 / (1 + np.exp(-(w[0] @ x + b[0])))) * masks[0]
    o = w[1] @ h + b[1]
    s = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
    g1 = (w[1].T @ (o - y)) * masks[0] * s * (1 - s)
    return [g1, o - y], [np.outer(g1, x), np.outer(o - y, h)]


# --- adapter ---
check_me = drop_one
DECLARED = "takes='w b x y mask' examples=vector biases='(n,)' activations=sigmoid,identity"
# --- answer ---
WRONG = []
