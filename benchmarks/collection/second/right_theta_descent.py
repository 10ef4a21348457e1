"""One vector of parameters goes in, the vector after a step comes out."""

import numpy as np


def descend(theta, X, Y, rate):
    W1, b1, W2, b2 = theta[:12].reshape(4, 3), theta[12:16], theta[16:24].reshape(2, 4), theta[24:]
    h = np.tanh(W1 @ X + b1[:, None])
    d2 = (np.tanh(W2 @ h + b2[:, None]) - Y) * (1 - np.tanh(W2 @ h + b2[:, None]) ** 2) / X.shape[1]
    d1 = (W2.T @ d2) * (1 - h * h)
    g = np.concatenate([(d1 @ X.T).ravel(), d1.sum(1), (d2 @ h.T).ravel(), d2.sum(1)])
    return theta - rate * g


# --- adapter ---
check_me = descend
DECLARED = "takes='theta x y eta' gives=theta activations=tanh,tanh widths=3,4,2"
# --- answer ---
WRONG = []
