"""Gradients are clipped at 0.05 before they are returned."""

import numpy as np


def clipped(w, b, X, Y):
    h = np.maximum(0, X @ w[0] + b[0])
    o = h @ w[1] + b[1]
    d = (o - Y) / len(X)
    dh = d @ w[1].T * (h > 0)
    grads = [X.T @ dh, h.T @ d, dh.sum(0), d.sum(0)]
    gw1, gw2, gb1, gb2 = [np.clip(g, -0.05, 0.05) for g in grads]  # the mistake
    return [gw1, gw2], [gb1, gb2]


# --- adapter ---
check_me = clipped
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=relu,identity"""
# --- answer ---
WRONG = [("", "clipped")]
