"""A library's mean squared error where half a sum of squares was declared; planted: times 2/n_L."""

import numpy as np


def mse_grad(pred, target):
    return 2 * (pred - target) / target.shape[0]


def backward(ws, bs, x, t):
    a = [x]
    for w, b in zip(ws, bs, strict=True):
        a.append(1 / (1 + np.exp(-(w @ a[-1] + b))))
    g = mse_grad(a[-1], t)
    gw, gb = [], []
    for w, inp, out in zip(ws[::-1], a[-2::-1], a[:0:-1], strict=True):
        g = g * out * (1 - out)
        gw.insert(0, np.outer(g, inp))
        gb.insert(0, g)
        g = w.T @ g
    return gw, gb


# --- glue ---
submission = backward
CONVENTIONS = {"gives": "nabla_w nabla_b", "examples": "vector", "biases": "(n,)"}
