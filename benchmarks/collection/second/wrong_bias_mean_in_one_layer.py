"""∇b is divided by m in the hidden layer alone."""

import numpy as np


def grads(params, X, Y):
    m = X.shape[1]
    A1 = np.tanh(params["W1"] @ X + params["b1"])
    A2 = 1 / (1 + np.exp(-(params["W2"] @ A1 + params["b2"])))
    dZ2 = A2 - Y
    dZ1 = params["W2"].T @ dZ2 * (1 - np.power(A1, 2))
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / m,
        "dW2": dZ2 @ A1.T / m,
        "db2": np.sum(dZ2, axis=1, keepdims=True),  # the mistake
    }


# --- adapter ---
check_me = grads
DECLARED = "takes='params x y' gives=nabla_params parameters=dict activations=tanh,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [("BP3 3", "m times")]
