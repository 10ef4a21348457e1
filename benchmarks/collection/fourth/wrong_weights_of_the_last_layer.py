"""One name for the weights, which still holds those of the last layer when the error goes down further."""

import numpy as np


def four_layers(W, b, X, Y):
    A = [X]
    for weights, bias in zip(W, b, strict=True):
        A.append(np.tanh(weights @ A[-1] + bias))
    delta = (A[-1] - Y) * (1 - A[-1] ** 2)
    grads = [delta]
    for a in A[-2:0:-1]:
        delta = (weights.T @ delta) * (1 - a**2)  # a mistake
        grads.insert(0, delta)
    m = X.shape[1]
    return [np.mean(d, 1, keepdims=True) for d in grads], [d @ a.T / m for d, a in zip(grads, A[:-1], strict=True)]


# --- adapter ---
check_me = four_layers
DECLARED = "activations=tanh widths=3,4,4,4"
# --- answer ---
WRONG = [("BP2 2", r"w\^4|w\^L|w\^\{?l ?\+ ?2|last|another layer|other layer|layer 4|wrong w")]
