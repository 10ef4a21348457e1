"""The factors of the outer product are swapped; it runs because all layers are equally wide."""

import numpy as np


def backprop_square(w, b, x, y):
    a = [x]
    for W, c in zip(w, b):
        a.append(1 / (1 + np.exp(-(W @ a[-1] + c))))
    d = (a[-1] - y) * a[-1] * (1 - a[-1])
    gw, gb = [], []
    for k in range(len(w) - 1, -1, -1):
        gw.insert(0, np.outer(a[k], d))  # the mistake
        gb.insert(0, d)
        d = (w[k].T @ d) * a[k] * (1 - a[k])
    return gb, gw


# --- adapter ---
check_me = backprop_square
DECLARED = "examples=vector biases='(n,)' widths=4,4,4,4"
# --- answer ---
WRONG = [("BP4 2 3 4", "transpose")]
