"""Four mistakes: an extra σ′, σ′ of a, z for a in ∇w, and ∇b of the first layer is never filled."""

import numpy as np


def many(w, b, X, Y):
    m = X.shape[1]
    s = lambda v: 1 / (1 + np.exp(-v))
    z1 = w[0] @ X + b[0]
    z2 = w[1] @ s(z1) + b[1]
    a3 = s(w[2] @ s(z2) + b[2])
    d3 = (a3 - Y) * a3 * (1 - a3) / m  # a mistake
    d2 = (w[2].T @ d3) * s(s(z2)) * (1 - s(s(z2)))  # a mistake
    d1 = (w[1].T @ d2) * s(z1) * (1 - s(z1))
    gb = [np.zeros_like(b[0]), d2.sum(1, keepdims=True), d3.sum(1, keepdims=True)]  # a mistake
    return gb, [d1 @ X.T, d2 @ s(z1).T, d3 @ z2.T]  # a mistake


# --- adapter ---
check_me = many
DECLARED = "cost=cross-entropy"
# --- answer ---
WRONG = [
    ("BP1 4", "as under the quadratic cost"),
    ("BP2 3", "σ′\\(a\\^l\\) was used"),
    ("BP3 2", "∇b is zero"),
    ("BP4 4", "z\\^\\{l-1\\} was used"),
]
