"""relu(z) multiplies where relu′(z) belongs."""

import numpy as np


def relu_twice(w, b, X, Y):
    A1 = np.maximum(X @ w[0] + b[0], 0)
    A2 = np.maximum(A1 @ w[1] + b[1], 0)
    Z = A2 @ w[2] + b[2]
    P = 1 / (1 + np.exp(-Z))
    D3 = (P - Y) / len(X)
    D2 = (D3 @ w[2].T) * A2  # the mistake
    D1 = (D2 @ w[1].T) * A1  # the mistake
    return [X.T @ D1, A1.T @ D2, A2.T @ D3], [D1.sum(0), D2.sum(0), D3.sum(0)]


# --- adapter ---
check_me = relu_twice
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=relu,relu,sigmoid
    cost=cross-entropy"""
# --- answer ---
WRONG = [("BP2 2 3", "σ\\(z\\^l\\) was used|z\\^l")]
