"""What is kept for the way back is z of each layer, and so the gradient of the weights is δ times z instead of a."""

import numpy as np


def squash(z):
    return 1 / (1 + np.exp(-z))


def propagate(W, b, X, Y):
    kept, a = [X], X
    for w, c in zip(W, b, strict=True):
        kept.append(w @ a + c)
        a = squash(kept[-1])
    delta = (a - Y) / Y.shape[1]
    nw, nb = [None] * len(W), [None] * len(W)
    for i in range(len(W) - 1, -1, -1):
        nw[i] = np.einsum("im,jm->ij", delta, kept[i])  # a mistake
        nb[i] = np.einsum("im->i", delta)[:, None]
        s = squash(kept[i])
        delta = np.einsum("ki,km->im", W[i], delta) * s * (1 - s)
    return nb, nw


# --- adapter ---
check_me = propagate
DECLARED = "cost=cross-entropy"
# --- answer ---
WRONG = [("BP4 3 4", r"\bz\b|z\^|weighted input|not activated|before the activation|without σ")]
