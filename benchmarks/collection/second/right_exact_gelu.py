"""gelu with the error function, for single vectors."""

import math

import numpy as np


def phi(z):
    return np.array([0.5 * (1 + math.erf(v / math.sqrt(2))) for v in z])


def gelu_grads(w, b, x, y):
    z = w[0] @ x + b[0]
    h = z * phi(z)
    out = w[1] @ h + b[1]
    e = out - y
    d = (w[1].T @ e) * (phi(z) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi))
    return [d, e], [d[:, None] * x[None, :], e[:, None] * h[None, :]]


# --- adapter ---
check_me = gelu_grads
DECLARED = "examples=vector biases='(n,)' activations=gelu,identity"
# --- answer ---
WRONG = []
