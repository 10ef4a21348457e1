"""Weights go down, biases go up."""

import numpy as np


def epoch(w, b, x, y, lr):
    a = [x]
    for W, c in zip(w, b):
        a.append(1 / (1 + np.exp(-(W @ a[-1] + c))))
    d = (a[-1] - y) * a[-1] * (1 - a[-1])
    for k in range(len(w) - 1, -1, -1):
        nxt = (w[k].T @ d) * a[k] * (1 - a[k])
        w[k] = w[k] - lr * np.outer(d, a[k])
        b[k] = b[k] + lr * d  # the mistake
        d = nxt
    return w, b


# --- adapter ---
check_me = epoch
DECLARED = "takes='w b x y eta' gives='w b' examples=vector biases='(n,)'"
# --- answer ---
WRONG = [("BP3 2 3 4", "sign is wrong|−1 times")]
