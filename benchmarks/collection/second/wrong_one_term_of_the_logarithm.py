"""−y/a alone, without (1 − y)/(1 − a), under a sigmoid and the binary cross-entropy."""

import numpy as np


def half_of_bce(w, b, X, Y):
    H = np.maximum(w[0] @ X + b[0], 0)
    A = 1 / (1 + np.exp(-(w[1] @ H + b[1])))
    dA = -Y / A / X.shape[1]  # the mistake
    dZ = dA * A * (1 - A)
    dH = (w[1].T @ dZ) * (H > 0)
    return [dH.sum(1, keepdims=True), dZ.sum(1, keepdims=True)], [dH @ X.T, dZ @ H.T]


# --- adapter ---
check_me = half_of_bce
DECLARED = "activations=relu,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [("BP1 3", "that of categorical-cross-entropy|−y/a")]
ALSO = ["declare cost=categorical-cross-entropy"]
