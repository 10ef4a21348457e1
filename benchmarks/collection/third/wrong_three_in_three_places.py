"""Three at once: no 2 from the square, one layer without its derivative, and an output bias that is never trained."""

import numpy as np


def squared_error_gradients(W1, b1, W2, b2, W3, b3, X, Y):
    """Of the mean over the batch of the squared distance."""
    n = len(X)
    s = lambda u: 1 / (1 + np.exp(-u))
    h1 = s(X @ W1 + b1)
    h2 = s(h1 @ W2 + b2)
    out = h2 @ W3 + b3
    g3 = (out - Y) / n  # a mistake: 2 *
    g2 = g3 @ W3.T * h2 * (1 - h2)
    g1 = g2 @ W2.T  # a mistake: * h1 * (1 - h1)
    dW3, dW2, dW1 = h2.T @ g3, h1.T @ g2, X.T @ g1
    db3 = np.zeros_like(b3)  # a mistake: g3.sum(axis=0)
    db2, db1 = g2.sum(axis=0), g1.sum(axis=0)
    return dW1, db1, dW2, db2, dW3, db3


# --- adapter ---
def check_me(w, b, x, y):
    g = squared_error_gradients(w[0], b[0], w[1], b[1], w[2], b[2], x, y)
    return g[::2], g[1::2]


DECLARED = (
    "examples=rows weights='(in, out)' biases='(n,)' gives='nabla_w nabla_b' half=False activations=sigmoid,sigmoid,identity"
)
# --- answer ---
WRONG = [
    ("", r"1/2|0\.5|½|half|without (the )?2|2 (is|was) missing"),
    ("BP2 2", r"without ⊙ σ′|without σ′|σ′.* (is|was) 1\b|identity"),
    ("BP3 4", r"\b0\b|zero|never|not (set|trained|updated|filled)|left"),
]
