"""Sigmoid outputs under categorical cross-entropy, with softmax's a − y; planted: error without sigma prime."""

import numpy as np


def grad(W, b, X, Y):
    layers = [X]
    for Wi, bi in zip(W, b, strict=True):
        layers.append(1 / (1 + np.exp(-(Wi @ layers[-1] + bi))))
    delta = layers[-1] - Y
    m = Y.shape[1]
    grads = {"cost": -(Y * np.log(layers[-1])).sum() / m}
    for i in range(len(W), 0, -1):
        grads["W", i] = delta @ layers[i - 1].T / m
        grads["b", i] = delta.mean(axis=1, keepdims=True)
        delta = W[i - 1].T @ delta * layers[i - 1] * (1 - layers[i - 1])
    return grads


# --- glue ---
def submission(w, b, x, y):
    grads = grad(w, b, x, y)
    return [grads["W", i + 1] for i in range(len(w))], [grads["b", i + 1] for i in range(len(w))], grads["cost"]


CONVENTIONS = {"cost": "categorical-cross-entropy", "gives": "nabla_w nabla_b cost"}
