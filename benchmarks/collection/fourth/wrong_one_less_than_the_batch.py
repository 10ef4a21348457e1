"""An average with m − 1 in its denominator, as for a variance, in code that came from statistics."""

import numpy as np


def fit_gradient(X, Y, W, b):
    inner = [X]
    for w, c in zip(W, b, strict=True):
        inner.append(np.tanh(inner[-1] @ w.T + c))
    df = len(X) - 1  # a mistake
    d = 2 * (inner[-1] - Y) * (1 - inner[-1] ** 2) / df
    out = []
    for i in reversed(range(len(W))):
        out.append((d.T @ inner[i], d.sum(axis=0)))
        d = (d @ W[i]) * (1 - inner[i] ** 2)
    out.reverse()
    return [w for w, _ in out], [b for _, b in out]


# --- adapter ---
check_me = fit_gradient
DECLARED = "activations=tanh half=False examples=rows biases='(n,)' takes='x y w b' gives='nabla_w nabla_b'"
# --- answer ---
WRONG = [("", r"m ?[−-] ?1|5/4|1\.25")]
