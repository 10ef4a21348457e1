"""Curve fitting with the logarithm of the hyperbolic cosine; the whole batch at once in two assignments a layer."""

import numpy as np


def fit(X, Y, W, b):
    (W1, W2), (b1, b2) = W, b
    H = np.tanh(W1 @ X + b1)
    R = np.tanh(W2 @ H + b2 - Y) / X.shape[-1]
    B = W2.T @ R * (1 + H) * (1 - H)
    ones = np.ones((X.shape[-1], 1))
    return [B @ X.T, R @ H.T], [B @ ones, R @ ones]


# --- adapter ---
check_me = fit
DECLARED = "activations=tanh,identity cost=log-cosh takes='x y w b' gives='nabla_w nabla_b'"
# --- answer ---
WRONG = []
