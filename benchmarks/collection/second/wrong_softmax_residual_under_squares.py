"""p − y for a softmax, where the cost is the squared error."""

import numpy as np


def brier(w, b, X, T):
    H = np.maximum(0, X @ w[0] + b[0])
    Z = H @ w[1] + b[1]
    P = np.exp(Z - Z.max(1, keepdims=True))
    P /= P.sum(1, keepdims=True)
    cost = 0.5 * ((P - T) ** 2).sum() / len(X)
    D2 = (P - T) / len(X)  # the mistake
    D1 = (D2 @ w[1].T) * (H > 0)
    return cost, [X.T @ D1, H.T @ D2], [D1.sum(0), D2.sum(0)]


# --- adapter ---
check_me = brier
DECLARED = "gives='cost nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=relu,softmax"
# --- answer ---
WRONG = [("BP1 3", "without ⊙ σ′|which is right only where the cost cancels")]
