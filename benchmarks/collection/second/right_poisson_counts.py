"""Counts under a Poisson likelihood, with the logarithm of the rate as output."""

import numpy as np


def poisson_grads(w, b, X, counts):
    H = np.tanh(w[0] @ X + b[0])
    log_rate = w[1] @ H + b[1]
    D2 = (np.exp(log_rate) - counts) / X.shape[1]
    D1 = (w[1].T @ D2) * (1 - np.power(H, 2))
    return [D1.sum(1, keepdims=True), D2.sum(1, keepdims=True)], [D1 @ X.T, D2 @ H.T]


# --- adapter ---
check_me = poisson_grads
DECLARED = "activations=tanh,identity cost=poisson-nll"
# --- answer ---
WRONG = []
