"""The lasso adds the sign of the gradient, not of the weights."""

import numpy as np

L1 = 0.375


def lasso(w, b, x, y):
    h = np.tanh(w[0] @ x + b[0])
    p = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
    m = x.shape[1]
    d2 = (p - y) / m
    d1 = w[1].T @ d2 * (1 - h * h)
    dw = [d1 @ x.T, d2 @ h.T]
    dw = [g + L1 * np.sign(g) for g in dw]  # the mistake
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], dw


# --- adapter ---
check_me = lasso
DECLARED = "activations=tanh,sigmoid cost=cross-entropy l1=0.375"
# --- answer ---
WRONG = [
    (
        "BP4 2 3",
        r"(?i)(sign|sgn)\W*(of )?(the |its |what )?\W*.*(gradient|∇|nabla|δ|dw|∂|slope|data|BP4)"
        r"|(gradient|∇w?|δ).*(for|instead of|in place of) (the )?(w|weight)",
    )
]
