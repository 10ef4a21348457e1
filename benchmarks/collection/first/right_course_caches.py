"""A course's deep network: caches of tuples, a dictionary of parameters, gradients of the activations beside the others."""

import numpy as np


def linear_activation_forward(A_prev, W, b, kind):
    Z = W @ A_prev + b
    A = np.maximum(0, Z) if kind == "relu" else 1 / (1 + np.exp(-Z))
    return A, (A_prev, W, b, Z)


def model_forward(X, parameters):
    caches, A, L = [], X, len(parameters) // 2
    for l in range(1, L + 1):
        A, cache = linear_activation_forward(
            A, parameters["W" + str(l)], parameters["b" + str(l)], "relu" if l < L else "sigmoid"
        )
        caches.append(cache)
    return A, caches


def model_backward(AL, Y, caches):
    grads, L = {}, len(caches)
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    for l in reversed(range(L)):
        A_prev, W, b, Z = caches[l]
        m = A_prev.shape[1]
        if l == L - 1:
            s = 1 / (1 + np.exp(-Z))
            dZ = dA * s * (1 - s)
        else:
            dZ = np.array(dA, copy=True)
            dZ[Z <= 0] = 0
        grads["dW" + str(l + 1)] = 1 / m * np.dot(dZ, A_prev.T)
        grads["db" + str(l + 1)] = 1 / m * np.sum(dZ, axis=1, keepdims=True)
        dA = np.dot(W.T, dZ)
        grads["dA" + str(l)] = dA
    return grads


# --- adapter ---
def check_me(params, x, y):
    return model_backward(*(lambda AL, caches: (AL, y, caches))(*model_forward(x, params)))


DECLARED = "takes='params x y' gives=nabla_params parameters=dict activations=relu,relu,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = []
