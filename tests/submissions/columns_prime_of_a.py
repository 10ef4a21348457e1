"""Matrices of columns; planted: sigma prime of a, in the hidden layers (the output uses a(1 − a) and is right)."""

import numpy as np


def sigmoid(z, deriv=False):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s) if deriv else s


def grads(weights, biases, x, y):
    outs = [x]
    for w, b in zip(weights, biases, strict=True):
        outs.append(sigmoid(w @ outs[-1] + b))
    m = x.shape[1]
    out = outs[-1]
    delta = (out - y) * out * (1 - out) / m
    gb, gw = [], []
    for i in range(len(weights) - 1, -1, -1):
        gb = [delta.sum(axis=1).reshape(-1, 1), *gb]
        gw = [delta @ outs[i].T, *gw]
        if i:
            delta = weights[i].T @ delta * sigmoid(outs[i], deriv=True)
    return gb, gw


# --- glue ---
submission = grads
CONVENTIONS = {}
