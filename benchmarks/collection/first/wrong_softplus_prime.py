"""softplus for its derivative, the logistic function."""

import numpy as np


def softplus(v):
    return np.log1p(np.exp(v))


def nn(w, b, x, y):
    z1 = w[0] @ x + b[0]
    z2 = w[1] @ softplus(z1) + b[1]
    d2 = z2 - y
    d1 = (w[1].T @ d2) * softplus(z1)  # the mistake
    return [np.outer(d1, x), np.outer(d2, softplus(z1))], [d1, d2]


# --- adapter ---
check_me = nn
DECLARED = "gives='nabla_w nabla_b' examples=vector biases='(n,)' activations=softplus,identity"
# --- answer ---
WRONG = [("BP2 2", "σ\\(z\\^l\\) was used")]
