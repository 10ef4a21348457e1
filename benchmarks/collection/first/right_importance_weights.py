"""Every example has a weight of its own in the cost, as under importance sampling."""

import numpy as np


def weighted_gradients(w, b, X, Y, s):
    A = [X]
    for W, c in zip(w, b):
        A.append(1 / (1 + np.exp(-(W @ A[-1] + c))))
    dZ = (A[-1] - Y) * s / len(s)
    dW, db = [None] * len(w), [None] * len(w)
    for l in range(len(w) - 1, -1, -1):
        dW[l], db[l] = dZ @ A[l].T, dZ.sum(axis=1, keepdims=True)
        if l > 0:
            dZ = (w[l].T @ dZ) * A[l] * (1 - A[l])
    return db, dW


# --- adapter ---
check_me = weighted_gradients
DECLARED = "takes='w b x y weights_of_examples' activations=sigmoid,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = []
