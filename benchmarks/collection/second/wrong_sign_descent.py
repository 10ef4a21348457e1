"""Only the sign of each gradient is returned."""

import numpy as np


def signs_alone(w, b, x, y):
    a = [x]
    for W, c in zip(w, b):
        a.append(np.tanh(W @ a[-1] + c))
    d = (a[-1] - y) * (1 - a[-1] ** 2)
    gb, gw = [], []
    for k in range(len(w) - 1, -1, -1):
        gb.insert(0, np.sign(d))
        gw.insert(0, np.sign(np.outer(d, a[k])))  # the mistake
        d = (w[k].T @ d) * (1 - a[k] ** 2)
    return gb, gw


# --- adapter ---
check_me = signs_alone
DECLARED = "examples=vector biases='(n,)' activations=tanh,tanh"
# --- answer ---
WRONG = [("", "only the sign")]
