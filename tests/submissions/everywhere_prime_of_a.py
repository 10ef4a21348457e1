"""The helper expects z and gets the activation, at every layer; planted: sigma prime of a, at the output and before it."""

import numpy as np


def sig(z):
    return 1 / (1 + np.exp(-z))


def dsig(z):
    return sig(z) * (1 - sig(z))


def learn(ws, bs, x, y):
    layers = [x]
    for w, b in zip(ws, bs, strict=True):
        layers.append(sig(np.dot(w, layers[-1]) + b))
    deltas = [None] * len(ws)
    deltas[-1] = (layers[-1] - y) * dsig(layers[-1])
    for i in range(len(ws) - 2, -1, -1):
        deltas[i] = np.dot(ws[i + 1].T, deltas[i + 1]) * dsig(layers[i + 1])
    m = x.shape[1]
    return [d.mean(axis=1, keepdims=True) for d in deltas], [np.dot(d, a.T) / m for d, a in zip(deltas, layers, strict=False)]


# --- glue ---
submission = learn
CONVENTIONS = {}
