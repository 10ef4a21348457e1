"""Full matrices with examples in columns and dictionaries W1, b1, …, as in a well-known course; right."""

import numpy as np


def forward(X, params, depth):
    cache = {"A0": X}
    for k in range(1, depth + 1):
        cache[f"Z{k}"] = np.dot(params[f"W{k}"], cache[f"A{k - 1}"]) + params[f"b{k}"]
        if k == depth:
            cache[f"A{k}"] = 1 / (1 + np.exp(-cache[f"Z{k}"]))
        else:
            cache[f"A{k}"] = np.maximum(0, cache[f"Z{k}"])
    return cache


def backward(params, cache, Y, depth):
    m = Y.shape[1]
    grads = {}
    dZ = cache[f"A{depth}"] - Y
    for k in range(depth, 0, -1):
        grads[f"dW{k}"] = np.dot(dZ, cache[f"A{k - 1}"].T) / m
        grads[f"db{k}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if k > 1:
            dA = np.dot(params[f"W{k}"].T, dZ)
            dZ = np.array(dA, copy=True)
            dZ[cache[f"Z{k - 1}"] <= 0] = 0
    return grads


# --- glue ---
def submission(w, b, x, y):
    depth = len(w)
    params = {f"W{k + 1}": w[k] for k in range(depth)} | {f"b{k + 1}": b[k] for k in range(depth)}
    grads = backward(params, forward(x, params, depth), y, depth)
    return [grads[f"dW{k + 1}"] for k in range(depth)], [grads[f"db{k + 1}"] for k in range(depth)]


CONVENTIONS = {"activations": ["relu", "relu", "sigmoid"], "cost": "cross-entropy", "gives": "nabla_w nabla_b"}
