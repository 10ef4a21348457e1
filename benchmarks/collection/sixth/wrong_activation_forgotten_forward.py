"""The second hidden layer has no activation, on the way there and on the way back."""

import numpy as np


def s(z):
    return 1 / (1 + np.exp(-z))


def notebook(w, b, x, y):
    z1 = w[0] @ x + b[0]
    a1 = s(z1)
    a2 = w[1] @ a1 + b[1]  # the mistake
    a3 = s(w[2] @ a2 + b[2])
    m = x.shape[1]
    dz3 = (a3 - y) / m
    dz2 = w[2].T @ dz3
    dz1 = w[1].T @ dz2 * a1 * (1 - a1)
    return a3, [d.sum(1, keepdims=True) for d in (dz1, dz2, dz3)], [dz1 @ x.T, dz2 @ a1.T, dz3 @ a2.T]


# --- adapter ---
check_me = notebook
DECLARED = "gives='output nabla_b nabla_w' cost=cross-entropy"
# --- answer ---
WRONG = [
    (
        "",
        r"(?i)identity|linear|(without|no|forgot\w*|lacks?|missing|left out)\b.*(σ|sigmoid|activation)"
        r"|(σ|sigmoid|activation).*(missing|left out|forgotten|not applied)|a\^3 (is|=) z\^3",
    )
]
