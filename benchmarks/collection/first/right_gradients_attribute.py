"""Layers as a named tuple of gradients, hidden sine of a softsign; single vectors."""

from types import SimpleNamespace

import numpy as np


def grads_for(w, b, x, y):
    a = [x]
    for W, c in zip(w, b):
        z = W @ a[-1] + c
        a.append(z / (1 + np.abs(z)))
    d = (a[-1] - y) * (1 - np.abs(a[-1])) ** 2
    gw, gb = [np.outer(d, a[-2])], [d]
    for k in range(len(w) - 1, 0, -1):
        d = (w[k].T @ d) * (1 - np.abs(a[k])) ** 2
        gw.append(np.outer(d, a[k - 1]))
        gb.append(d)
    return SimpleNamespace(dw=gw[::-1], db=gb[::-1])


# --- adapter ---
check_me = grads_for
DECLARED = "gives='nabla_w nabla_b' attr='dw db' examples=vector biases='(n,)' activations=softsign"
# --- answer ---
WRONG = []
