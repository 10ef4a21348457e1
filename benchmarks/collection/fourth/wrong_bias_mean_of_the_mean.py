"""δ has its 1/m already, and the biases get the mean of it."""

import numpy as np


def grads(params, X, Y):
    W1, b1, W2, b2 = params
    m = X.shape[1]
    A1 = np.tanh(W1 @ X + b1)
    E = np.exp(W2 @ A1 + b2)
    dZ2 = (E / E.sum(axis=0) - Y) / m
    dZ1 = (1 - A1**2) * (W2.T @ dZ2)
    dW1, dW2 = dZ1 @ X.T, dZ2 @ A1.T
    db1, db2 = (np.mean(d, axis=1, keepdims=True) for d in (dZ1, dZ2))  # a mistake
    return [dW1, db1, dW2, db2]


# --- adapter ---
check_me = grads
DECLARED = (
    "activations=tanh,softmax cost=categorical-cross-entropy targets=one-hot parameters=flat takes='params x y'"
    " gives=nabla_params"
)
# --- answer ---
WRONG = [("BP3 2 3", r"1/m|1/5|divided by m|over m|twice|m²|size of the batch|mean")]
