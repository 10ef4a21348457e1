"""A batch too large for the memory: gradients of chunks of two columns, put together by the sizes of the chunks."""

import numpy as np


def chunk_gradient(W, b, X, Y):
    A = [X]
    for w, c in zip(W, b, strict=True):
        A.append(1 / (1 + np.exp(-(w @ A[-1] + c))))
    D = (A[-1] - Y) / X.shape[1]
    gW, gb = [], []
    for k in range(len(W), 0, -1):
        gW.append(D @ A[k - 1].T)
        gb.append(D.sum(axis=1, keepdims=True))
        D = (W[k - 1].T @ D) * (A[k - 1] - A[k - 1] ** 2)
    return gW[::-1] + gb[::-1]


def whole_gradient(W, b, X, Y, size=2):
    total = X.shape[1]
    grads = [0] * (2 * len(W))
    for start in range(0, total, size):
        x, y = X[:, start : start + size], Y[:, start : start + size]
        share = x.shape[1] / total
        grads = [g + share * new for g, new in zip(grads, chunk_gradient(W, b, x, y), strict=True)]
    return grads[: len(W)], grads[len(W) :]


# --- adapter ---
check_me = whole_gradient
DECLARED = "cost=cross-entropy gives='nabla_w nabla_b'"
# --- answer ---
WRONG = []
