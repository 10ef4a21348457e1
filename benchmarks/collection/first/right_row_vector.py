"""One example as a row, (1, n), matrices (in, out)."""

import numpy as np


def backprop_row(Ws, bs, x, t):
    a = [x]
    for W, c in zip(Ws, bs):
        a.append(1 / (1 + np.exp(-(a[-1] @ W + c))))
    delta = (a[-1] - t) * a[-1] * (1 - a[-1])
    gW, gb = [], []
    for i in range(len(Ws) - 1, -1, -1):
        gW.insert(0, a[i].T @ delta)
        gb.insert(0, delta)
        delta = (delta @ Ws[i].T) * a[i] * (1 - a[i])
    return gW, gb


# --- adapter ---
check_me = backprop_row
DECLARED = "examples=row weights='(in, out)' biases='(1, n)' gives='nabla_w nabla_b'"
# --- answer ---
WRONG = []
