"""Regression with elu and the Huber cost, all in one function of many lines."""

import numpy as np


def huber_net(W1, b1, W2, b2, X, Y):
    Z1 = W1 @ X + b1
    A1 = np.where(Z1 > 0, Z1, np.expm1(np.minimum(Z1, 0)))
    Z2 = W2 @ A1 + b2
    r = Z2 - Y
    dZ2 = np.where(np.abs(r) <= 1, r, np.sign(r)) / X.shape[1]
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * np.where(Z1 > 0, 1, np.exp(np.minimum(Z1, 0)))
    return dZ1 @ X.T, dZ1.sum(1, keepdims=True), dZ2 @ A1.T, dZ2.sum(1, keepdims=True)


# --- adapter ---
def check_me(w, b, x, y):
    dW1, db1, dW2, db2 = huber_net(w[0], b[0], w[1], b[1], x, y)
    return [db1, db2], [dW1, dW2]


DECLARED = "activations=elu,identity cost=huber"
# --- answer ---
WRONG = []
