"""A notebook of two layers: the square is lost in tanh', and db is not divided by m as dW is."""

import numpy as np


def propagate(W1, b1, W2, b2, X, Y):
    m = X.shape[1]
    A1 = np.tanh(np.dot(W1, X) + b1)
    A2 = 1 / (1 + np.exp(-(np.dot(W2, A1) + b2)))
    dZ2 = A2 - Y
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True)  # a mistake
    dZ1 = np.dot(W2.T, dZ2) * (1 - A1)  # a mistake
    dW1 = np.dot(dZ1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True)  # a mistake
    return [dW1, dW2], [db1, db2]


# --- adapter ---
def check_me(w, b, x, y):
    return propagate(w[0], b[0], w[1], b[1], x, y)


DECLARED = "gives='nabla_w nabla_b' activations=tanh,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [
    ("BP2 2", r"1 ?[−-] ?(a|tanh)(?!\^?2|²|\^\{?[lL\d]\}?²)|square|²"),
    ("BP3 2 3", r"\bm\b|1/m|mean|batch|number of examples"),
]
