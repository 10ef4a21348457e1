"""The index of the matrix stays at the last layer; all layers are equally wide."""

import numpy as np


def stuck_index(w, b, x, y):
    a = [x]
    for W, c in zip(w, b):
        a.append(np.tanh(W @ a[-1] + c))
    d = (a[-1] - y) * (1 - a[-1] ** 2) / x.shape[1]
    gb, gw = [d.sum(1, keepdims=True)], [d @ a[-2].T]
    for k in range(len(w) - 1, 0, -1):
        d = (w[-1].T @ d) * (1 - a[k] ** 2)  # the mistake
        gb.insert(0, d.sum(1, keepdims=True))
        gw.insert(0, d @ a[k - 1].T)
    return gb, gw


# --- adapter ---
check_me = stuck_index
DECLARED = "activations=tanh widths=4,4,4,4"
# --- answer ---
WRONG = [("BP2 2", "w\\^\\{l\\+2\\} was used|w\\^L was used")]
