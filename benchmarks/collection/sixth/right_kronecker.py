"""One example as a vector; every layer's Jacobian is written out, by a Kronecker product for the weights."""

import numpy as np


def jacobians(W, b, x, y):
    a = [x]
    for w, c in zip(W, b):
        a.append(1 / (1 + np.exp(-(w @ a[-1] + c))))
    row = a[-1] - y
    db, dW = [], []
    for l in range(len(W) - 1, -1, -1):
        slopes = np.diag(a[l + 1] * (1 - a[l + 1]))
        da_dw = slopes @ np.kron(np.eye(len(a[l + 1])), a[l])
        dW.insert(0, (row @ da_dw).reshape(W[l].shape))
        db.insert(0, row @ slopes)
        row = row @ slopes @ W[l]
    return db, dW


# --- adapter ---
check_me = jacobians
DECLARED = "examples=vector biases='(n,)'"
# --- answer ---
WRONG = []
