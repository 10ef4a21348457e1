"""Robust regression with log cosh."""

import numpy as np


def robust(w, b, X, Y):
    H = X @ w[0] + b[0]
    H = H / (1 + np.exp(-H))
    R = H @ w[1] + b[1] - Y
    G2 = np.tanh(R) / len(R)
    Z = X @ w[0] + b[0]
    S = 1 / (1 + np.exp(-Z))
    G1 = G2 @ w[1].T * (S * (1 + Z * (1 - S)))
    return [X.T @ G1, H.T @ G2], [G1.sum(0), G2.sum(0)]


# --- adapter ---
check_me = robust
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=swish,identity
    cost=log-cosh"""
# --- answer ---
WRONG = []
