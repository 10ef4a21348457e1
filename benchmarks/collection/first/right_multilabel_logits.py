"""Logits with the stable form of the binary cross-entropy, and its cost summed over the labels."""

import numpy as np


def bce_logits(w, b, X, Y):
    m = len(X)
    h = np.log1p(np.exp(X @ w[0] + b[0]))
    z = h @ w[1] + b[1]
    cost = (np.maximum(z, 0) - z * Y + np.log1p(np.exp(-np.abs(z)))).sum() / m
    dz = (1 / (1 + np.exp(-z)) - Y) / m
    dh = (dz @ w[1].T) / (1 + np.exp(-(X @ w[0] + b[0])))
    return cost, [X.T @ dh, h.T @ dz], [dh.sum(0), dz.sum(0)]


# --- adapter ---
check_me = bce_logits
DECLARED = """gives='cost nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=softplus,identity
    cost=cross-entropy-with-logits"""
# --- answer ---
WRONG = []
