"""Two outputs, the ½ forgotten in the derivative (with two outputs 2 is n_L as well); planted: times 2."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def grad(W1, b1, W2, b2, x, y):
    h = sigmoid(W1 @ x + b1)
    o = sigmoid(W2 @ h + b2)
    do = 2 * (o - y) * o * (1 - o)
    dh = (W2.T @ do) * h * (1 - h)
    n = x.shape[1]
    total = lambda d: d.sum(axis=1, keepdims=True) / n
    return [total(dh), total(do)], [dh @ x.T / n, do @ h.T / n]


# --- glue ---
def submission(w, b, x, y):
    return grad(w[0], b[0], w[1], b[1], x, y)


CONVENTIONS = {"activations": ["sigmoid"] * 2, "widths": (3, 5, 2)}
