"""The slope of the logistic function was typed from memory, and its denominator lost the square."""

import numpy as np


def logistic(t):
    return 1.0 / (1.0 + np.exp(-t))


def logistic_slope(t):
    return np.exp(-t) / (1.0 + np.exp(-t))  # the mistake: of (1 + e^−t)²


class Regressor:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def gradients(self, X, Y):
        z1 = self.W[0] @ X + self.b[0]
        a1 = logistic(z1)
        z2 = self.W[1] @ a1 + self.b[1]
        a2 = logistic(z2)
        fitted = self.W[2] @ a2 + self.b[2]
        m = X.shape[1]
        e3 = (fitted - Y) / m
        e2 = self.W[2].T @ e3 * logistic_slope(z2)
        e1 = self.W[1].T @ e2 * logistic_slope(z1)
        gw = [e @ a.T for e, a in ((e1, X), (e2, a1), (e3, a2))]
        gb = [e.sum(axis=1, keepdims=True) for e in (e1, e2, e3)]
        return gb, gw


# --- adapter ---
def check_me(w, b, x, y):
    return Regressor(w, b).gradients(x, y)


DECLARED = "activations=sigmoid,sigmoid,identity"
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"(divided by|over|1 ?/) ?(a\b|a\^|σ\(|σ\b(?![′']))|1 ?[−-] ?(a\b|a\^|σ|sigmoid)|square|²|σ\( ?[−-]"
        r"|sigmoid\( ?[−-]|e\^|exp|(σ′|σ'|prime|slope)[^;]*(/|over"
        r"|divided by) ?(a\b|σ|sigmoid)"
        r"|without (its |the )?(factor )?(a\b|σ\(z)|(\ba|a\^\S+|σ\(z\S*) (is|was) (missing|left out|forgotten)",
    )
]
