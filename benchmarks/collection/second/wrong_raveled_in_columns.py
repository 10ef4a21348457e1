"""theta is read row by row and the gradient is written column by column."""

import numpy as np


def objective(theta, X, Y):
    W1, b1, W2, b2 = theta[:12].reshape(4, 3), theta[12:16], theta[16:24].reshape(2, 4), theta[24:]
    h = np.tanh(W1 @ X + b1[:, None])
    d2 = (W2 @ h + b2[:, None] - Y) / X.shape[1]
    d1 = (W2.T @ d2) * (1 - h * h)
    g = [(d1 @ X.T).ravel(order="F"), d1.sum(1), (d2 @ h.T).ravel(order="F"), d2.sum(1)]  # the mistake
    return np.concatenate(g)


# --- adapter ---
check_me = objective
DECLARED = "takes='theta x y' gives=nabla_theta activations=tanh,identity widths=3,4,2"
# --- answer ---
WRONG = [("BP4 2 3", "reshaped|order")]
