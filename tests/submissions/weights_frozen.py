"""A step on copies of the weights that are thrown away; planted: weights never trained."""

import numpy as np


def train_step(weights, biases, x, y, eta):
    a = [x]
    for w, b in zip(weights, biases, strict=True):
        a.append(1 / (1 + np.exp(-(w @ a[-1] + b))))
    delta = (a[-1] - y) / x.shape[1]
    for i in range(len(weights) - 1, -1, -1):
        w = weights[i]
        back = (w.T @ delta) * a[i] * (1 - a[i])
        w = w - eta * delta @ a[i].T
        biases[i] -= eta * delta.sum(axis=1, keepdims=True)
        delta = back
    return weights, biases


# --- glue ---
submission = train_step
CONVENTIONS = {"cost": "cross-entropy", "takes": "w b x y eta", "gives": "w b"}
