"""np.dot(W, delta) where the transpose belongs; all layers are equally wide."""

import numpy as np


def square_net(w, b, x, y):
    a = [x]
    for W, c in zip(w, b):
        a.append(1 / (1 + np.exp(-(np.dot(W, a[-1]) + c))))
    delta = (a[-1] - y) * a[-1] * (1 - a[-1])
    gb, gw = [delta], [np.dot(delta, a[-2].T)]
    for k in range(len(w) - 1, 0, -1):
        delta = np.dot(w[k], delta) * a[k] * (1 - a[k])  # the mistake
        gb.insert(0, delta)
        gw.insert(0, np.dot(delta, a[k - 1].T))
    return gb, gw


# --- adapter ---
check_me = square_net
DECLARED = "examples=column widths=3,3,3,3"
# --- answer ---
WRONG = [("BP2 2 3", "w\\^\\{l\\+1\\} was used where BP2 says")]
