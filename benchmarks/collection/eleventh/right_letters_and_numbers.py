"""W1, b1, W2 … in a dictionary, written out by f-strings; squared errors are added over the batch, not averaged."""

import numpy as np


def propagate_backward(params, X, Y):
    L = len(params) // 2
    A = X
    memory = {}
    for i in range(1, L + 1):
        memory[f"in{i}"] = A
        Z = np.dot(params[f"W{i}"], A) + params[f"b{i}"]
        A = np.tanh(Z)
        memory[f"gate{i}"] = 1.0 - A * A
    grads = {}
    dA = 2 * (A - Y)
    for i in range(L, 0, -1):
        dZ = np.multiply(dA, memory[f"gate{i}"])
        grads[f"dW{i}"] = np.dot(dZ, memory[f"in{i}"].T)
        grads[f"db{i}"] = np.sum(dZ, axis=1, keepdims=True)
        dA = np.dot(params[f"W{i}"].T, dZ)
    return grads


# --- adapter ---
check_me = propagate_backward
DECLARED = """activations=tanh,tanh,tanh takes='params x y' gives=nabla_params parameters=dict half=False total=sum"""
# --- answer ---
WRONG = []
