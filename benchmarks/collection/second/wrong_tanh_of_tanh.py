"""1 − tanh(a)², of an a that is a tanh already, in both layers."""

import numpy as np


def d_tanh(v):
    return 1 - np.tanh(v) ** 2


def twice(w, b, X, Y):
    A1 = np.tanh(X @ w[0] + b[0])
    A2 = np.tanh(A1 @ w[1] + b[1])
    D2 = (A2 - Y) * d_tanh(A2) / len(X)  # the mistake
    D1 = (D2 @ w[1].T) * d_tanh(A1)  # the mistake
    return [X.T @ D1, A1.T @ D2], [D1.sum(0), D2.sum(0)]


# --- adapter ---
check_me = twice
DECLARED = "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=tanh,tanh"
# --- answer ---
WRONG = [("BP1 3", "σ′\\(a\\^L\\) was used"), ("BP2 2", "σ′\\(a\\^l\\) was used")]
