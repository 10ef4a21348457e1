"""The slope of the ReLU sets positive numbers to 1 and leaves the others as they are; the last biases get a sum."""

import numpy as np


def relu(z):
    return np.maximum(z, 0)


def relu_derivative(z):
    d = z.copy()
    d[d > 0] = 1
    return d  # a mistake


def backward(w, b, x, y):
    m = x.shape[1]
    z1 = w[0] @ x + b[0]
    z2 = w[1] @ relu(z1) + b[1]
    z3 = w[2] @ relu(z2) + b[2]
    d3 = z3 - y
    dw3 = d3 @ relu(z2).T / m
    db3 = np.sum(d3, axis=1, keepdims=True)  # a mistake
    d2 = w[2].T @ d3 * relu_derivative(z2)
    dw2 = d2 @ relu(z1).T / m
    db2 = np.sum(d2, axis=1, keepdims=True) / m
    d1 = w[1].T @ d2 * relu_derivative(z1)
    dw1 = d1 @ x.T / m
    db1 = np.sum(d1, axis=1, keepdims=True) / m
    return [dw1, dw2, dw3], [db1, db2, db3]


# --- adapter ---
check_me = backward
DECLARED = "activations=relu,relu,identity gives='nabla_w nabla_b'"
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"(?i)^(?!.*(0\.01|leaky)).*(negativ|z(\^l)? ?(<|≤|<=) ?0|below (0|zero)|(not|never|instead of"
        r"|rather than) (set to )?(0|zero)\b"
        r"|min\(|min of|z itself|zeroed|unchanged|left as|copy|σ′ ?(is|=|was|\(z\) =) ?.*\bz\b)",
    ),
    (
        "BP3 4",
        r"(?i)\bm times|(?<![\d.])5(\.0)? times|times (m|5)\b|\bsum|not .*(divided|averaged|mean)|1/m|without .*(mean"
        r"|division)|mean|/ ?m\b|divi",
    ),
]
