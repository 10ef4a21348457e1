"""∇b is filled from a list that is one place off; all layers are equally wide."""

import numpy as np


def one_place_off(w, b, x, y):
    a = [x]
    for W, c in zip(w, b):
        a.append(1 / (1 + np.exp(-(W @ a[-1] + c))))
    deltas = [(a[-1] - y) * a[-1] * (1 - a[-1]) / x.shape[1]]
    for k in range(len(w) - 1, 0, -1):
        deltas.insert(0, (w[k].T @ deltas[0]) * a[k] * (1 - a[k]))
    gw = [d @ v.T for d, v in zip(deltas, a)]
    gb = [d.sum(1, keepdims=True) for d in [*deltas[1:], deltas[-1]]]  # the mistake
    return gb, gw


# --- adapter ---
check_me = one_place_off
DECLARED = "widths=4,4,4,4"
# --- answer ---
WRONG = [("BP3 2 3", "δ\\^\\{l\\+1\\} was used")]
