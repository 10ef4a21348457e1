"""One outer product for each example by broadcasting, then the mean over the stack."""

import numpy as np


def stacked(theta, X, Y, hidden=5):
    n, k, m = X.shape[0], Y.shape[0], X.shape[1]
    cuts = np.cumsum([hidden * n, hidden, k * hidden])
    V, c, U, d = np.split(theta, cuts)
    V, U = V.reshape(hidden, n), U.reshape(k, hidden)
    x = X.T[:, :, None]
    h = 1 / (1 + np.exp(-(V @ x + c[:, None])))
    o = 1 / (1 + np.exp(-(U @ h + d[:, None])))
    do = (o - Y.T[:, :, None]) * o * (1 - o)
    dh = U.T @ do * h * (1 - h)
    parts = [dh @ x.transpose(0, 2, 1), dh, do @ h.transpose(0, 2, 1), do]
    return np.concatenate([part.reshape(m, -1).mean(axis=0) for part in parts])


# --- adapter ---
check_me = stacked
DECLARED = "activations=sigmoid,sigmoid widths=2,5,3 takes='theta x y' gives=nabla_theta"
# --- answer ---
WRONG = []
