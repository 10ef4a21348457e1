"""Momentum with one velocity for each array, started from zero."""

import numpy as np


def momentum_step(w, b, vw, vb, x, y, lr, mu):
    m = x.shape[1]
    zs, acts = [], [x]
    for W, c in zip(w, b):
        zs.append(W @ acts[-1] + c)
        acts.append(np.tanh(zs[-1]))
    d = (acts[-1] - y) / m
    for i in range(len(w) - 1, -1, -1):
        d = d * (1 - np.tanh(zs[i]) ** 2)
        gw, gb = d @ acts[i].T, d.sum(1, keepdims=True)
        d = w[i].T @ d
        vw[i] = mu * vw[i] - lr * gw
        vb[i] = mu * vb[i] - lr * gb
        w[i] = w[i] + vw[i]
        b[i] = b[i] + vb[i]
    return w, b


# --- adapter ---
check_me = momentum_step
DECLARED = "takes='w b velocity_w velocity_b x y eta momentum' gives='w b' activations=tanh,tanh"
# --- answer ---
WRONG = []
