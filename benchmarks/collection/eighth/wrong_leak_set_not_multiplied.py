"""The deep network of a course with leaky units: where a unit is closed, the leak is written into a copy of the gradient."""

import numpy as np


def leaky_relu_backward(dA, Z):
    dZ = np.array(dA, copy=True)
    dZ[Z < 0] = 0.01  # the mistake
    return dZ


def propagate(parameters, X, Y):
    layers = len(parameters) // 2
    store = {"A0": X}
    for i in range(1, layers + 1):
        Z = np.dot(parameters[f"W{i}"], store[f"A{i - 1}"]) + parameters[f"b{i}"]
        store[f"Z{i}"] = Z
        store[f"A{i}"] = 1 / (1 + np.exp(-Z)) if i == layers else np.where(Z < 0, 0.01 * Z, Z)
    gradients = {}
    dZ = store[f"A{layers}"] - Y
    for i in range(layers, 0, -1):
        gradients[f"dW{i}"] = np.dot(dZ, store[f"A{i - 1}"].T) / X.shape[1]
        gradients[f"db{i}"] = np.sum(dZ, axis=1, keepdims=True) / X.shape[1]
        if i > 1:
            dZ = leaky_relu_backward(np.dot(parameters[f"W{i}"].T, dZ), store[f"Z{i - 1}"])
    return gradients


# --- adapter ---
check_me = propagate
DECLARED = """takes='params x y' gives=nabla_params parameters=dict activations=leaky_relu,leaky_relu,sigmoid
    cost=cross-entropy"""
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"(?i)^(?!.*(sent back without|without (the )?(leak\b|0\.01|α)|(instead of|rather than) (0\.01|the leak|α)\s*$))"
        r"(?=.*(0\.01|1/100|leak|slope|α|σ′|deriv|z\S* ?[<≤]|negativ|closed|below))"
        r".*(\bset\b|assign|replac|overwr|constant|instead|rather|in place|\bnot\b|never|no longer|without|itself|alone|only"
        r"|δ\S* (itself )?(is|was|=|becomes)|put (in|into)|independent|forgot|missing|lost|dropped|written)",
    )
]
