"""Six layers of weights in a loop."""

import numpy as np


def deep(w, b, x, y):
    zs, acts = [], [x]
    for W, c in zip(w, b):
        zs.append(W @ acts[-1] + c)
        acts.append(np.tanh(zs[-1]))
    delta = (acts[-1] - y) / x.shape[1] / np.cosh(zs[-1]) ** 2
    gb, gw = [delta.sum(1, keepdims=True)], [delta @ acts[-2].T]
    for l in range(2, len(w) + 1):
        delta = (w[1 - l].T @ delta) / np.cosh(zs[-l]) ** 2
        gb.insert(0, delta.sum(1, keepdims=True))
        gw.insert(0, delta @ acts[-l - 1].T)
    return gb, gw


# --- adapter ---
check_me = deep
DECLARED = "activations=tanh,tanh,tanh,tanh,tanh,tanh"
# --- answer ---
WRONG = []
