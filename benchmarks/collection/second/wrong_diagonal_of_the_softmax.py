"""−y/p times p(1 − p): the diagonal of the Jacobian alone."""

import numpy as np


def diagonal(w, b, X, T):
    H = np.tanh(X @ w[0] + b[0])
    P = np.exp(H @ w[1] + b[1])
    P = P / P.sum(axis=1, keepdims=True)
    D2 = -T / P * (P * (1 - P)) / len(X)  # the mistake
    D1 = (D2 @ w[1].T) * (1 - H * H)
    return [X.T @ D1, H.T @ D2], [D1.sum(0, keepdims=True), D2.sum(0, keepdims=True)]


# --- adapter ---
check_me = diagonal
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(1, n)' activations=tanh,softmax
    cost=categorical-cross-entropy"""
# --- answer ---
WRONG = [("BP1 3", "diagonal")]
