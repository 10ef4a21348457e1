"""The sign of the gradient is added where the sign of w belongs."""

import numpy as np


def lasso(w, b, X, Y):
    h = np.maximum(w[0] @ X + b[0], 0)
    d2 = (w[1] @ h + b[1] - Y) / X.shape[1]
    d1 = (w[1].T @ d2) * (h > 0)
    gw = [d1 @ X.T, d2 @ h.T]
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [g + 0.25 * np.sign(g) for g in gw]  # the mistake


# --- adapter ---
check_me = lasso
DECLARED = "activations=relu,identity l1=0.25"
# --- answer ---
WRONG = [("BP4 2 3", "sign\\(∇w\\)")]
