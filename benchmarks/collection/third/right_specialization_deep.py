"""A deep network of a course: helper functions for each arrow, caches, and a penalty over the number of examples."""

import numpy as np


def linear_activation_forward(A_prev, W, b, kind):
    Z = np.dot(W, A_prev) + b
    A = np.maximum(0, Z) if kind == "relu" else 1 / (1 + np.exp(-Z))
    return A, (A_prev, W, Z)


def linear_backward(dZ, cache, lambd):
    A_prev, W, _ = cache
    m = A_prev.shape[1]
    dW = 1.0 / m * np.dot(dZ, A_prev.T) + lambd / m * W
    db = 1.0 / m * np.sum(dZ, axis=1, keepdims=True)
    return np.dot(W.T, dZ), dW, db


def model_gradients(parameters, X, Y, lambd):
    L = len(parameters) // 2
    caches, A = [], X
    for l in range(1, L + 1):
        kind = "sigmoid" if l == L else "relu"
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], kind)
        caches.append(cache)
    grads = {}
    dA = -(np.divide(Y, A) - np.divide(1 - Y, 1 - A))
    for l in range(L, 0, -1):
        Z = caches[l - 1][2]
        if l == L:
            s = 1 / (1 + np.exp(-Z))
            dZ = dA * s * (1 - s)
        else:
            dZ = np.array(dA, copy=True)
            dZ[Z <= 0] = 0
        dA, grads["dW" + str(l)], grads["db" + str(l)] = linear_backward(dZ, caches[l - 1], lambd)
    return grads


# --- adapter ---
def check_me(params, x, y):
    return model_gradients(params, x, y, 0.75)


DECLARED = (
    "takes='params x y' gives=nabla_params parameters=dict l2=0.75 l2_over=m widths=3,5,4,4,1"
    " activations=relu,relu,relu,sigmoid cost=cross-entropy"
)
# --- answer ---
WRONG = []
