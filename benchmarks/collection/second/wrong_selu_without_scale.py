"""selu goes forward, and elu's derivative goes back: the scale is forgotten."""

import numpy as np


def selu_net(w, b, X, Y):
    alpha, scale = 1.6732632423543772, 1.0507009873554805
    Z = w[0] @ X + b[0]
    H = scale * np.where(Z > 0, Z, alpha * np.expm1(np.minimum(Z, 0)))
    D2 = (w[1] @ H + b[1] - Y) / X.shape[1]
    D1 = (w[1].T @ D2) * np.where(Z > 0, 1, alpha * np.exp(np.minimum(Z, 0)))  # the mistake
    return [D1.sum(1, keepdims=True), D2.sum(1, keepdims=True)], [D1 @ X.T, D2 @ H.T]


# --- adapter ---
check_me = selu_net
DECLARED = "activations=selu,identity"
# --- answer ---
WRONG = [("BP2 2", "scale|0.9517|times")]
