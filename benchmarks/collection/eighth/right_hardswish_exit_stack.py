"""On the way forward every layer leaves a callback on an ExitStack; leaving the block runs them in reverse."""

from contextlib import ExitStack

import numpy as np


def gate(z):
    return np.clip(z / 6 + 0.5, 0, 1)


def hard_swish_slope(z):
    return np.where(z >= 3, 1.0, np.where(z <= -3, 0.0, z / 3 + 0.5))


def gradients(params, X, Y):
    depth, m = len(params) // 2, X.shape[1]
    grads, error = {}, {}

    def undo(l, A, Z):
        last = l == depth
        dZ = error["A"] if last else error["A"] * hard_swish_slope(Z)
        grads[f"dW{l}"] = dZ @ A.T / m
        grads[f"db{l}"] = dZ.mean(axis=1, keepdims=True)
        error["A"] = params[f"W{l}"].T @ dZ

    with ExitStack() as tape:
        A = X
        for l in range(1, depth + 1):
            Z = params[f"W{l}"] @ A + params[f"b{l}"]
            tape.callback(undo, l, A, Z)
            A = Z if l == depth else Z * gate(Z)
        error["A"] = A - Y
    return grads


# --- adapter ---
check_me = gradients
DECLARED = "takes='params x y' gives=nabla_params parameters=dict activations=hardswish,hardswish,identity"
# --- answer ---
WRONG = []
