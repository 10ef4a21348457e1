"""The activation of the layer itself in place of the one below; all layers are equally wide."""

import numpy as np


def backprop_shifted(w, b, x, y):
    a = [x]
    for W, c in zip(w, b):
        a.append(np.tanh(W @ a[-1] + c))
    d = (a[-1] - y) * (1 - a[-1] ** 2) / x.shape[1]
    gw, gb = [], []
    for k in range(len(w) - 1, -1, -1):
        gw.insert(0, d @ a[k + 1].T)  # the mistake
        gb.insert(0, d.sum(1, keepdims=True))
        d = (w[k].T @ d) * (1 - a[k] ** 2)
    return gb, gw


# --- adapter ---
check_me = backprop_shifted
DECLARED = "activations=tanh,tanh widths=3,3,3"
# --- answer ---
WRONG = [("BP4 2 3", "a\\^l was used where BP4 says")]
