"""np.sum without an axis for the biases."""

import numpy as np


def grads(params, X, Y):
    m = X.shape[1]
    H = np.maximum(0, params["W1"] @ X + params["b1"])
    P = 1 / (1 + np.exp(-(params["W2"] @ H + params["b2"])))
    dZ2 = P - Y
    dZ1 = params["W2"].T @ dZ2 * (H > 0)
    return {
        "dW1": dZ1 @ X.T / m,
        "db1": np.sum(dZ1, keepdims=True) / m,  # the mistake
        "dW2": dZ2 @ H.T / m,
        "db2": np.sum(dZ2, keepdims=True) / m,  # the mistake
    }


# --- adapter ---
check_me = grads
DECLARED = "takes='params x y' gives=nabla_params parameters=dict activations=relu,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [("BP3 2 3", "summed over the neurons")]
