"""Weights are changed inside of the loop that goes back."""

import numpy as np


def train_on_batch(W, B, X, Y, lr):
    A = [X]
    for w, c in zip(W, B):
        A.append(1 / (1 + np.exp(-(w @ A[-1] + c))))
    delta = (A[-1] - Y) * A[-1] * (1 - A[-1]) / X.shape[1]
    for l in range(len(W) - 1, -1, -1):
        W[l] = W[l] - lr * delta @ A[l].T
        B[l] = B[l] - lr * delta.sum(1, keepdims=True)
        if l:
            delta = (W[l].T @ delta) * A[l] * (1 - A[l])  # the mistake
    return W, B


# --- adapter ---
check_me = train_on_batch
DECLARED = "takes='w b x y eta' gives='w b'"
# --- answer ---
WRONG = [("BP2 2 3", "after the step")]
