"""A gradient for each example, kept apart as for private training, and averaged at the end."""

import numpy as np


def per_example(W, B, X, T):
    a = [X]
    for w, c in zip(W, B):
        a.append(1 / (1 + np.exp(-(np.einsum("oi,bi->bo", w, a[-1]) + c))))
    g = (a[-1] - T) * a[-1] * (1 - a[-1])
    gw, gb = [], []
    for k in range(len(W) - 1, -1, -1):
        gw.insert(0, np.einsum("bo,bi->boi", g, a[k]))
        gb.insert(0, g)
        g = np.einsum("bo,oi->bi", g, W[k]) * a[k] * (1 - a[k])
    return [x.mean(axis=0) for x in gb], [x.mean(axis=0) for x in gw]


# --- adapter ---
check_me = per_example
DECLARED = "examples=rows biases='(n,)'"
# --- answer ---
WRONG = []
