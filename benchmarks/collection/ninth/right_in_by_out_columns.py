"""Weights are stored as (in, out), yet the examples are columns, so that the transpose stands in the forward pass."""

import numpy as np


def gradients(W, B, X, Y):
    m = X.shape[1]
    outs = [X]
    for k, (w, b) in enumerate(zip(W, B)):
        pre = w.T.dot(outs[-1]) + b
        outs.append(pre if k == len(W) - 1 else np.tanh(pre))
    err = (outs[-1] - Y) / m
    dW, dB = [None] * len(W), [None] * len(B)
    for k in range(len(W) - 1, -1, -1):
        dW[k] = outs[k].dot(err.T)
        dB[k] = err.sum(axis=1).reshape(-1, 1)
        if k:
            err = W[k].dot(err) * (1.0 - outs[k] ** 2)
    return dW, dB


# --- adapter ---
check_me = gradients
DECLARED = "weights='(in, out)' activations=tanh,tanh,identity gives='nabla_w nabla_b'"
# --- answer ---
WRONG = []
