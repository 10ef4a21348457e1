"""Functions of a course for any number of layers, with a cache for each; dW has its 1/m in front."""

import numpy as np


def linear_activation_forward(A_prev, W, b, relu):
    Z = W @ A_prev + b
    return (np.maximum(0, Z) if relu else 1 / (1 + np.exp(-Z))), (A_prev, W, Z)


def linear_backward(dZ, cache):
    A_prev, W, _ = cache
    m = A_prev.shape[1]
    dW = 1.0 / m * np.dot(dZ, A_prev.T)
    db = np.sum(dZ, axis=1, keepdims=True)  # the mistake
    return np.dot(W.T, dZ), dW, db


def l_model_backward(W, b, X, Y):
    caches, A = [], X
    for n in range(len(W)):
        A, cache = linear_activation_forward(A, W[n], b[n], n < len(W) - 1)
        caches.append(cache)
    dZ = A - Y
    grads = []
    for cache_below, cache in zip([None, *caches][-2::-1], caches[::-1]):
        dA, dW, db = linear_backward(dZ, cache)
        grads.append((dW, db))
        if cache_below:
            dZ = np.where(cache_below[2] > 0, dA, 0)
    return [dW for dW, _ in grads[::-1]], [db for _, db in grads[::-1]]


# --- adapter ---
check_me = l_model_backward
DECLARED = "activations=relu,relu,sigmoid cost=cross-entropy gives='nabla_w nabla_b'"
# --- answer ---
WRONG = [
    (
        "BP3 2 3 4",
        (
            r"m times|times m|\b5\b|1/m|/ ?m\b|[Mm]ean|[Aa]verag|[Dd]ivid|too (large|big)|[Ss]ummed"
            r"|[Ss]um\b|\bm\b"
        ),
    ),
]
