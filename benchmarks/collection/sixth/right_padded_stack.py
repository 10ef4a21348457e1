"""All layers are padded with zeros to one width, so that the parameters are one array of three axes."""

import numpy as np


def pad(array, rows, columns):
    full = np.zeros((rows, columns))
    full[: array.shape[0], : array.shape[1]] = array
    return full


def padded(W, b, X, Y):
    n = max(max(w.shape) for w in W)
    m = X.shape[1]
    stack = np.stack([pad(w, n, n) for w in W])
    offsets = np.stack([pad(c, n, 1) for c in b])
    A = np.zeros((len(W) + 1, n, m))
    A[0] = pad(X, n, m)
    for l in range(len(W)):
        A[l + 1] = np.tanh(stack[l] @ A[l] + offsets[l])
    D = np.zeros((len(W), n, m))
    D[-1] = (A[-1] - pad(Y, n, m)) * (1 - A[-1] ** 2)
    D[-1, len(Y) :] = 0
    for l in range(len(W) - 2, -1, -1):
        D[l] = stack[l + 1].T @ D[l + 1] * (1 - A[l + 1] ** 2)
    dW = D @ A[:-1].transpose(0, 2, 1) / m
    db = D.sum(axis=2, keepdims=True) / m
    cut = [(slice(r), slice(c)) for r, c in (w.shape for w in W)]
    return A[-1, : len(Y)], [g[: len(c)] for g, c in zip(db, b)], [g[place] for g, place in zip(dW, cut)]


# --- adapter ---
check_me = padded
DECLARED = "gives='output nabla_b nabla_w' activations=tanh,tanh,tanh"
# --- answer ---
WRONG = []
