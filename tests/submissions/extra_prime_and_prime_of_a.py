"""Cross-entropy with σ′ left in δ^L, and σ′ taken of a; planted: extra sigma prime, and sigma prime of a."""

import numpy as np


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def d_sigmoid(t):
    return sigmoid(t) * (1 - sigmoid(t))


def fit(Ws, bs, x, y):
    zs, hs = [], [x]
    for W, b in zip(Ws, bs, strict=True):
        zs.append(W @ hs[-1] + b)
        hs.append(sigmoid(zs[-1]))
    delta = (hs[-1] - y) * d_sigmoid(zs[-1])
    gb, gW = [delta], [delta @ hs[-2].T]
    for i in range(len(Ws) - 1, 0, -1):
        delta = (Ws[i].T @ delta) * d_sigmoid(hs[i])
        gb.insert(0, delta)
        gW.insert(0, delta @ hs[i - 1].T)
    return gb, gW


# --- glue ---
submission = fit
CONVENTIONS = {"cost": "cross-entropy", "examples": "column"}
