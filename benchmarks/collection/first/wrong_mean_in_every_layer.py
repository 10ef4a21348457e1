"""A course's network that divides by m at every layer: once at the output and once more in each gradient of a loop."""

import numpy as np


def backward(parameters, cache, X, Y):
    m = X.shape[1]
    A1, A2, A3 = cache
    dZ3 = (A3 - Y) / m
    dZ2 = np.dot(parameters["W3"].T, dZ3) * (1 - A2**2) / m  # the mistake
    dZ1 = np.dot(parameters["W2"].T, dZ2) * (1 - A1**2)
    out = {}
    for k, (dZ, A) in enumerate(((dZ1, X), (dZ2, A1), (dZ3, A2)), start=1):
        out[f"dW{k}"], out[f"db{k}"] = dZ @ A.T, dZ.sum(axis=1, keepdims=True)
    return out


# --- adapter ---
def check_me(params, x, y):
    A1 = np.tanh(params["W1"] @ x + params["b1"])
    A2 = np.tanh(params["W2"] @ A1 + params["b2"])
    return backward(params, (A1, A2, 1 / (1 + np.exp(-(params["W3"] @ A2 + params["b3"])))), x, y)


DECLARED = "takes='params x y' gives=nabla_params parameters=dict activations=tanh,tanh,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [("BP2 3", "1/m")]
