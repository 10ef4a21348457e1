"""Three mistakes: no σ′ at the output, σ for σ′ below it, and ∇w of the last example alone."""

import numpy as np


def batch_gradients(w, b, X, Y):
    m = len(X)
    gb = [np.zeros_like(c) for c in b]
    for x, y in zip(X, Y):
        h = np.tanh(w[0] @ x + b[0])
        o = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
        d2 = o - y  # a mistake
        d1 = (w[1].T @ d2) * h  # a mistake
        gb[0] += d1 / m
        gb[1] += d2 / m
        gw = [np.outer(d1, x) / m, np.outer(d2, h) / m]  # a mistake
    return gb, gw


# --- adapter ---
check_me = batch_gradients
DECLARED = "examples=rows biases='(n,)' activations=tanh,sigmoid"
# --- answer ---
WRONG = [("BP1 3", "without ⊙ σ′"), ("BP2 2", "σ\\(z\\^l\\) was used"), ("BP4 2 3", "only the last example")]
