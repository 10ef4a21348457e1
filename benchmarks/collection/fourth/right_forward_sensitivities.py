"""No backward pass: every parameter's influence on the output is carried forward beside the activations, for one vector."""

import numpy as np


def logistic(v):
    return 1 / (1 + np.exp(-v))


def sensitivities(W, b, x, y):
    """d a / d parameter for all parameters of all layers below, as columns of one matrix."""
    a, S = x, np.zeros((len(x), 0))
    for Wl, bl in zip(W, b, strict=True):
        own_w = np.kron(np.eye(len(bl)), a)
        own_b = np.eye(len(bl))
        a = logistic(Wl @ a + bl)
        S = (a * (1 - a))[:, None] * np.hstack([Wl @ S, own_w, own_b])
    flat, nw, nb = (a - y) @ S, [], []
    for Wl in W:
        n = Wl.size
        nw.append(flat[:n].reshape(Wl.shape))
        nb.append(flat[n : n + len(Wl)])
        flat = flat[n + len(Wl) :]
    return nb, nw


# --- adapter ---
check_me = sensitivities
DECLARED = "examples=vector biases='(n,)'"
# --- answer ---
WRONG = []
