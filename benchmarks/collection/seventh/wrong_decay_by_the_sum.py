"""The slope of the penalty became one number for a matrix: the sum of its weights."""

import numpy as np


def cost_and_gradient(params, x, y, lam=0.25):
    depth = len(params) // 2
    A = {0: x}
    for k in range(1, depth + 1):
        A[k] = np.tanh(params[f"W{k}"] @ A[k - 1] + params[f"b{k}"])
    m = x.shape[1]
    grads = {}
    dA = A[depth] - y
    for k in range(depth, 0, -1):
        dZ = dA * (1 - A[k] ** 2)
        grads[f"dW{k}"] = dZ @ A[k - 1].T / m + lam * np.sum(params[f"W{k}"])  # the mistake: without sum
        grads[f"db{k}"] = dZ.sum(axis=1, keepdims=True) / m
        dA = params[f"W{k}"].T @ dZ
    return grads


# --- adapter ---
check_me = cost_and_gradient
DECLARED = """takes='params x y' gives=nabla_params parameters=dict activations=tanh,tanh,tanh l2=0.25"""
# --- answer ---
WRONG = [("BP4 2 3 4", r"(?i)Σ|\bsum|total|λ|0\.25|decay|penalty|l2|ridge")]
