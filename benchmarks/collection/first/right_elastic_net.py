"""Lasso and ridge together on the weights."""

import numpy as np


def penalised(w, b, x, y):
    h = np.maximum(w[0] @ x + b[0], 0)
    out = w[1] @ h + b[1]
    d2 = (out - y) / x.shape[1]
    d1 = (w[1].T @ d2) * (h > 0)
    dw = [d1 @ x.T, d2 @ h.T]
    dw = [g + 0.125 * W + 0.5 * np.sign(W) for g, W in zip(dw, w)]
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], dw


# --- adapter ---
check_me = penalised
DECLARED = "activations=relu,identity l2=0.125 l1=0.5"
# --- answer ---
WRONG = []
