"""Stacks of column vectors: matmul broadcasts over the examples, and the mean over the stack comes at the very end."""

import numpy as np


def leaky(z):
    return np.maximum(z, z / 100)


def stacked(ws, bs, batch, wanted):
    a = batch[:, :, None]
    kept = [(None, a)]
    for w, b in zip(ws, bs):
        z = w @ a + b
        a = leaky(z)
        kept.append((z, a))
    d = a - wanted[:, :, None]
    nabla = []
    for layer in range(len(ws), 0, -1):
        d = d * np.where(kept[layer][0] > 0, 1, 1 / 100)
        nabla.append((d.mean(axis=0), (d @ kept[layer - 1][1].swapaxes(1, 2)).mean(axis=0)))
        d = ws[layer - 1].T @ d
    return tuple(list(part) for part in zip(*nabla[::-1]))


# --- adapter ---
check_me = stacked
DECLARED = "examples=rows activations=leaky_relu,leaky_relu,leaky_relu"
# --- answer ---
WRONG = []
