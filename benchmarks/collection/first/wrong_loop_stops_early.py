"""range(L - 1, 0, -1) where one more layer is left: the first keeps its zeros."""

import numpy as np


def zeros_left(W, B, X, Y):
    A = [X]
    for w, c in zip(W, B):
        A.append(1 / (1 + np.exp(-(A[-1] @ w + c))))
    gW, gB = [np.zeros_like(w) for w in W], [np.zeros_like(c) for c in B]
    d = (A[-1] - Y) / len(X)
    for l in range(len(W) - 1, 0, -1):  # the mistake
        gW[l], gB[l] = A[l].T @ d, d.sum(0, keepdims=True)
        d = (d @ W[l].T) * A[l] * (1 - A[l])
    return gW, gB


# --- adapter ---
check_me = zeros_left
DECLARED = "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(1, n)' cost=cross-entropy"
# --- answer ---
WRONG = [("BP2 2", "nothing is sent back|never trained|is zero")]
