"""Matrices of columns, each layer updated before the next is reached; planted: weights already updated."""

import numpy as np


def sgd_step(W, b, X, Y, lr):
    m = X.shape[1]
    A = [X]
    for i in range(len(W)):
        A.append(np.tanh(W[i] @ A[i] + b[i]))
    delta = (A[-1] - Y) * (1 - A[-1] ** 2) / m
    for i in range(len(W) - 1, -1, -1):
        W[i] = W[i] - lr * delta @ A[i].T
        b[i] = b[i] - lr * delta.sum(axis=1, keepdims=True)
        if i > 0:
            delta = (W[i].T @ delta) * (1 - A[i] ** 2)
    return W, b


# --- glue ---
submission = sgd_step
CONVENTIONS = {"activations": "tanh", "takes": "w b x y eta", "gives": "w b"}
