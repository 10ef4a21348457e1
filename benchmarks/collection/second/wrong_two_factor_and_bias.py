"""Two mistakes: the error is doubled under the ½, and ∇b of the hidden layer is that of the last example."""

import numpy as np


def two_slips(w, b, X, Y):
    m = X.shape[1]
    h = np.maximum(w[0] @ X + b[0], 0)
    d2 = 2 * (w[1] @ h + b[1] - Y) / m  # a mistake
    d1 = (w[1].T @ d2) * (h > 0)
    return [d1[:, -1:], d2.sum(1, keepdims=True)], [d1 @ X.T, d2 @ h.T]  # a mistake


# --- adapter ---
check_me = two_slips
DECLARED = "activations=relu,identity"
# --- answer ---
WRONG = [("", "times 2$"), ("BP3 2", "only the last example")]
