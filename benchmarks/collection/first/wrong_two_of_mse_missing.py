"""The mean squared error is reported, and its gradient lacks the 2."""

import numpy as np


def mse_backward(w, b, X, Y):
    h = np.maximum(X @ w[0] + b[0], 0)
    out = h @ w[1] + b[1]
    cost = np.mean((out - Y) ** 2)
    d = (out - Y) / out.size  # the mistake
    dh = d @ w[1].T * (h > 0)
    return cost, [X.T @ dh, h.T @ d], [dh.sum(0), d.sum(0)]


# --- adapter ---
check_me = mse_backward
DECLARED = """gives='cost nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=relu,identity
    half=False mean_over_outputs=True"""
# --- answer ---
WRONG = [("", "times 1/2 ")]
