"""A notebook where an example is a row of shape (1, n) and everything is multiplied from the left."""

import numpy as np


def forward(x, W, b):
    a = x
    kept = []
    for Wi, bi in zip(W, b):
        z = a @ Wi + bi
        kept.append((a, z))
        a = np.tanh(z)
    return a, kept


def gradients(x, t, W, b):
    out, kept = forward(x, W, b)
    err = out - t
    gW = [None] * len(W)
    gb = [None] * len(b)
    for i in reversed(range(len(W))):
        a, z = kept[i]
        err = err * (1 - np.tanh(z) ** 2)
        gW[i] = a.T @ err
        gb[i] = err.copy()
        err = err @ W[i].T
    return gW, gb


# --- adapter ---
check_me = gradients
DECLARED = "examples=row weights='(in, out)' biases='(1, n)' takes='x y w b' gives='nabla_w nabla_b' activations=tanh,tanh,tanh"
# --- answer ---
WRONG = []
