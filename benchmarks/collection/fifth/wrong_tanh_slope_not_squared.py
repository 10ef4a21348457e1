"""One mistake: the slope of tanh is written as 1 − a, where it is 1 − a²."""

import numpy as np


def tanh_backward(dA, A):
    return dA * (1 - A)


def model_gradients(parameters, X, Y):
    W, b = parameters["W"], parameters["b"]
    A = [X]
    for k in range(len(W)):
        Z = np.dot(W[k], A[k]) + b[k]
        A.append(np.tanh(Z) if k < len(W) - 1 else 1 / (1 + np.exp(-Z)))
    m = X.shape[1]
    dZ = A[-1] - Y
    dW, db = {}, {}
    for k in reversed(range(len(W))):
        dW[k] = np.dot(dZ, A[k].T) / m
        db[k] = np.sum(dZ, axis=1, keepdims=True) / m
        if k > 0:
            dZ = tanh_backward(np.dot(W[k].T, dZ), A[k])  # a mistake
    return [db[k] for k in sorted(db)], [dW[k] for k in sorted(dW)]


# --- adapter ---
def check_me(w, b, x, y):
    return model_gradients({"W": w, "b": b}, x, y)


DECLARED = "activations=tanh,tanh,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [("BP2 2 3", r"1 ?[−-] ?(a|tanh|σ)|squar|\^ ?2|²|a² is a")]
