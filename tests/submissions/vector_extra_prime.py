"""One vector at a time, cross-entropy after a sigmoid; planted: extra sigma prime."""

import numpy as np


def s(z):
    return 1 / (1 + np.exp(-z))


def back(Ws, bs, x, y):
    h = [x]
    for W, b in zip(Ws, bs, strict=True):
        h.append(s(W @ h[-1] + b))
    d = (h[-1] - y) * h[-1] * (1 - h[-1])
    gb, gW = [], []
    for k in range(len(Ws) - 1, -1, -1):
        gb.append(d)
        gW.append(np.outer(d, h[k]))
        d = (Ws[k].T @ d) * h[k] * (1 - h[k])
    return gb[::-1], gW[::-1]


# --- glue ---
submission = back
CONVENTIONS = {"cost": "cross-entropy", "examples": "vector", "biases": "(n,)"}
