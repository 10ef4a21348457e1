"""The bias of the middle layer is never added on the way forward, though it gets a gradient."""

import numpy as np


def unlucky(W, b, X, Y):
    A1 = np.tanh(W[0] @ X + b[0])
    A2 = np.tanh(W[1] @ A1)  # a mistake
    A3 = W[2] @ A2 + b[2]
    D3 = (A3 - Y) / X.shape[1]
    D2 = (W[2].T @ D3) * (1 - A2**2)
    D1 = (W[1].T @ D2) * (1 - A1**2)
    deltas, inputs = (D1, D2, D3), (X, A1, A2)
    return [d.sum(1, keepdims=True) for d in deltas], [d @ a.T for d, a in zip(deltas, inputs, strict=True)]


# --- adapter ---
check_me = unlucky
DECLARED = "activations=tanh,tanh,identity"
# --- answer ---
WRONG = [("", r"b\^3|b\^l|bias")]
