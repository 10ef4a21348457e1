"""The loop puts a relu behind the last layer too, where a regression has none."""

import numpy as np


def regression(w, b, X, Y):
    outs, zs = [X], []
    for W, c in zip(w, b):
        zs.append(W @ outs[-1] + c)
        outs.append(np.maximum(zs[-1], 0))  # the mistake, in the last layer
    d = (outs[-1] - Y) / X.shape[1]
    gw, gb = [], []
    for k in range(len(w) - 1, -1, -1):
        d = d * (zs[k] > 0)
        gw.insert(0, d @ outs[k].T)
        gb.insert(0, d.sum(1, keepdims=True))
        d = w[k].T @ d
    return outs[-1], gb, gw


# --- adapter ---
check_me = regression
DECLARED = "gives='output nabla_b nabla_w' activations=relu,relu,identity"
# --- answer ---
WRONG = [("", "declare activations=relu,relu,relu")]
