"""σ′ forgotten in the hidden layers and the mean forgotten as well; planted: sigma prime missing, and times m."""

import numpy as np


def backprop(weights, biases, X, Y):
    A = [X]
    for W, b in zip(weights, biases, strict=True):
        A.append(np.tanh(A[-1] @ W + b))
    delta = (A[-1] - Y) * (1 - A[-1] ** 2)
    grads = []
    for W, before in zip(weights[::-1], A[-2::-1], strict=True):
        grads.append((before.T @ delta, delta.sum(axis=0, keepdims=True)))
        delta = delta @ W.T
    return grads[::-1]


# --- glue ---
def submission(w, b, x, y):
    return tuple(zip(*backprop(w, b, x, y), strict=True))


CONVENTIONS = {
    "activations": "tanh",
    "gives": "nabla_w nabla_b",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(1, n)",
}
