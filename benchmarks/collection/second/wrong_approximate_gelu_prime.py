"""gelu goes forward exactly, and back as the derivative of z σ(1.702 z)."""

import math

import numpy as np


def phi(z):
    return 0.5 * (1 + np.vectorize(math.erf)(z / math.sqrt(2)))


def quick(w, b, x, y):
    z = w[0] @ x + b[0]
    h = z * phi(z)
    d2 = (w[1] @ h + b[1] - y) / x.shape[1]
    s = 1 / (1 + np.exp(-1.702 * z))
    d1 = (w[1].T @ d2) * (s + 1.702 * z * s * (1 - s))  # the mistake
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ x.T, d2 @ h.T]


# --- adapter ---
check_me = quick
DECLARED = "activations=gelu,identity"
# --- answer ---
WRONG = [("BP2 2", "1.702|swish|approximat")]
