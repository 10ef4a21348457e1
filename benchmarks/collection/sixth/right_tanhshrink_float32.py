"""In single precision, with z - tanh(z) in the hidden layer, whose slope is tanh squared."""

import numpy as np


def shrink(W, b, X, Y):
    z = W[0] @ X + b[0]
    t = np.tanh(z)
    h = z - t
    p = 1 / (1 + np.exp(-(W[1] @ h + b[1])))
    e = (p - Y) / np.float32(X.shape[1])
    g = (W[1].T @ e) * t * t
    return [g.sum(1, keepdims=True), e.sum(1, keepdims=True)], [g @ X.T, e @ h.T]


# --- adapter ---
check_me = shrink
DECLARED = "dtype=float32 activations=tanhshrink,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = []
