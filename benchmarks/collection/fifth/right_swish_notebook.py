"""A notebook: forward fills a list of caches, backward empties it from its end; swish in the hidden layers."""

import numpy as np


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def forward_pass(P, X):
    caches, A, depth = [], X, len(P) // 2
    for k in range(1, depth + 1):
        Z = P[f"W{k}"] @ A + P[f"b{k}"]
        caches.append((k, A, Z))
        A = Z * sigmoid(Z) if k < depth else Z
    return A, caches


def backward_pass(P, X, Y):
    A, caches = forward_pass(P, X)
    m, D = X.shape[1], {}
    k, A_prev, _ = caches.pop()
    dZ = (A - Y) / m
    while True:
        D[f"dW{k}"], D[f"db{k}"] = dZ @ A_prev.T, dZ.sum(axis=1, keepdims=True)
        if not caches:
            return D
        dA = P[f"W{k}"].T @ dZ
        k, A_prev, Z = caches.pop()
        s = sigmoid(Z)
        dZ = dA * (s + Z * s * (1 - s))


# --- adapter ---
check_me = backward_pass
DECLARED = """takes='params x y' gives=nabla_params parameters=dict w_key=W{} b_key=b{} nabla_w_key=dW{} nabla_b_key=db{}
    activations=silu,silu,identity"""
# --- answer ---
WRONG = []
