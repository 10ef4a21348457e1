"""Three nested loops and no matrix product, as one would write it in C."""

import numpy as np


def c_style(w, b, x, y):
    outs = [x]
    for W, c in zip(w, b):
        z = c.copy()
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                z[i] += W[i, j] * outs[-1][j]
        outs.append(1 / (1 + np.exp(-z)))
    grad = outs[-1] - y
    gw, gb = [np.zeros_like(W) for W in w], [np.zeros_like(c) for c in b]
    for k in range(len(w) - 1, -1, -1):
        below = np.zeros_like(outs[k])
        for i in range(w[k].shape[0]):
            gb[k][i] = grad[i] * outs[k + 1][i] * (1 - outs[k + 1][i])
            for j in range(w[k].shape[1]):
                gw[k][i, j] = gb[k][i] * outs[k][j]
                below[j] += gb[k][i] * w[k][i, j]
        grad = below
    return gb, gw


# --- adapter ---
check_me = c_style
DECLARED = "examples=vector biases='(n,)'"
# --- answer ---
WRONG = []
