"""Positive labels weigh three times, squareplus has lost its half on the way back, and one bias is a mean of ∇w."""

import numpy as np

POSITIVE = 3


def three(w, b, x, y):
    m = x.shape[1]
    z1 = w[0] @ x + b[0]
    h1 = (z1 + np.sqrt(z1**2 + 4)) / 2
    z2 = w[1] @ h1 + b[1]
    h2 = (z2 + np.sqrt(z2**2 + 4)) / 2
    p = 1 / (1 + np.exp(-(w[2] @ h2 + b[2])))
    d3 = ((1 - y) * p - POSITIVE * y * (1 - p)) / m  # a mistake: p − y is meant
    d2 = w[2].T @ d3 * (1 + z2 / np.sqrt(z2**2 + 4))  # a mistake: half of it is meant
    d1 = w[1].T @ d2 * (1 + z1 / np.sqrt(z1**2 + 4))  # and here
    dw = [d1 @ x.T, d2 @ h1.T, d3 @ h2.T]
    db = [dw[0].mean(axis=1, keepdims=True), d2.sum(1, keepdims=True), d3.sum(1, keepdims=True)]  # a mistake at the first
    return dw, db


# --- adapter ---
check_me = three
DECLARED = """gives='nabla_w nabla_b' activations=squareplus,squareplus,sigmoid cost=cross-entropy targets='0 and 1'"""
# --- answer ---
WRONG = [
    ("BP1 4", r"(?i)\b3\b|three|positive|weigh|\by\b|imbalance|pos_weight"),
    ("BP2 2 3", r"(?i)½|half|1/2|0\.5|\b2\b|two|twice|doubl|σ′|σ'|slope|prime|deriv"),
    ("BP3 2", r"(?i)∇w|BP4|mean|averag|a\^|activation|\bx\b|input|n_"),
]
