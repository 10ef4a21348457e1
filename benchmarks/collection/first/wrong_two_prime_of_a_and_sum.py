"""Two mistakes: σ′ is taken at a where it takes z, and ∇b is a sum."""

import numpy as np


def sig(v):
    return 1 / (1 + np.exp(-v))


def dsig(v):
    return sig(v) * (1 - sig(v))


def grads(w, b, x, y):
    m = x.shape[1]
    a1 = sig(w[0] @ x + b[0])
    a2 = sig(w[1] @ a1 + b[1])
    d2 = (a2 - y) * a2 * (1 - a2)
    d1 = (w[1].T @ d2) * dsig(a1)  # a mistake
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ x.T / m, d2 @ a1.T / m]  # a mistake


# --- adapter ---
check_me = grads
DECLARED = "activations=sigmoid,sigmoid"
# --- answer ---
WRONG = [("BP2 2", "σ′\\(a\\^l\\) was used"), ("BP3 2 3", "m times|the sum over the examples, not the mean")]
