"""Huber's cost is reported, but far errors are sent back as they are."""

import numpy as np


def robust_regression(w, b, x, y):
    z = w[0] @ x + b[0]
    h = np.tanh(z)
    r = w[1] @ h + b[1] - y
    far = np.abs(r) > 1
    cost = np.where(far, np.abs(r) - 0.5, 0.5 * r**2).sum(axis=0).mean()
    d2 = r / x.shape[1]  # the mistake
    d1 = w[1].T @ d2 * (1 - h**2)
    return cost, [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ x.T, d2 @ h.T]


# --- adapter ---
check_me = robust_regression
DECLARED = "gives='cost nabla_b nabla_w' activations=tanh,identity cost=huber"
# --- answer ---
WRONG = [("BP1 3", r"(?i)quadratic|a ?[-−] ?y|residual|mse|square|clip|clamp|clamped|cut|knee|linear part|beyond|large errors")]
ALSO = ["declare cost=quadratic"]
