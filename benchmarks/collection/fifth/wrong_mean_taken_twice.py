"""One mistake: divided by m at the output, and once more where the gradients are formed."""

import numpy as np


def cost_derivative(AL, Y):
    return (AL - Y) / Y.shape[1]


def grads_of(params, X, Y):
    m = X.shape[1]
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    dZ2 = cost_derivative(A2, Y)
    dZ1 = W2.T @ dZ2 * (1 - np.power(A1, 2))
    return {
        "W1": dZ1 @ X.T / m,  # a mistake
        "b1": dZ1.sum(axis=1, keepdims=True) / m,
        "W2": dZ2 @ A1.T / m,
        "b2": dZ2.sum(axis=1, keepdims=True) / m,
    }


# --- adapter ---
check_me = grads_of
DECLARED = """takes='params x y' gives=nabla_params parameters=dict targets='0 and 1' activations=tanh,sigmoid
    cost=cross-entropy"""
# --- answer ---
WRONG = [("", r"1/m|/ ?m\b|/ ?m ?(²|\^2)|1/5|0\.2\b|mean|averag|twice|divided by|number of examples|batch")]
