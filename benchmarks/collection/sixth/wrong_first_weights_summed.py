"""Everything is a mean over the batch, but the gradient of the first weights is a sum."""

import numpy as np


def course(params, x, y):
    m = x.shape[1]
    a1 = np.tanh(params["W1"] @ x + params["b1"])
    a2 = np.tanh(params["W2"] @ a1 + params["b2"])
    a3 = 1 / (1 + np.exp(-(params["W3"] @ a2 + params["b3"])))
    dz3 = a3 - y
    dz2 = params["W3"].T @ dz3 * (1 - a2**2)
    dz1 = params["W2"].T @ dz2 * (1 - a1**2)
    return {
        "dW3": dz3 @ a2.T / m,
        "db3": np.sum(dz3, axis=1, keepdims=True) / m,
        "dW2": dz2 @ a1.T / m,
        "db2": np.sum(dz2, axis=1, keepdims=True) / m,
        "dW1": dz1 @ x.T,  # the mistake
        "db1": np.sum(dz1, axis=1, keepdims=True) / m,
    }


# --- adapter ---
check_me = course
DECLARED = """takes='params x y' gives=nabla_params parameters=dict activations=tanh,tanh,sigmoid cost=cross-entropy"""
# --- answer ---
WRONG = [("BP4 2", r"(?i)times m\b|\bm times|\bsum|summed|batch|mean|divi|averag|\b\d+ times|times \d+|1/m|/ ?m\b|m/n")]
