"""Activations that stay in a range, as for small devices: relu6, then hardtanh, then a linear output."""

import numpy as np

LIMITS = [(0.0, 6.0), (-1.0, 1.0), (-np.inf, np.inf)]


def train_grads(w, b, images, labels):
    stash = []
    h = images
    for wi, bi, (low, high) in zip(w, b, LIMITS, strict=True):
        z = wi.dot(h) + bi
        stash.append((h, (low < z) & (z < high)))
        h = np.clip(z, low, high)
    g = np.subtract(h, labels) / labels.shape[1]
    nw, nb = [], []
    for wi, (h, inside) in zip(w[::-1], stash[::-1], strict=True):
        g = np.where(inside, g, 0)
        nw = [g.dot(h.T), *nw]
        nb = [g.sum(1)[:, np.newaxis], *nb]
        g = wi.T.dot(g)
    return nb, nw


# --- adapter ---
check_me = train_grads
DECLARED = "activations=relu6,hardtanh,identity"
# --- answer ---
WRONG = []
