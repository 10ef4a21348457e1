"""elu′ is a + 1 on both sides of 0."""

import numpy as np


def elu_net(w, b, X, Y):
    a1 = np.where(w[0] @ X + b[0] > 0, w[0] @ X + b[0], np.exp(np.minimum(w[0] @ X + b[0], 0)) - 1)
    out = w[1] @ a1 + b[1]
    d2 = (out - Y) / X.shape[1]
    d1 = (w[1].T @ d2) * (a1 + 1)  # the mistake
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ X.T, d2 @ a1.T]


# --- adapter ---
check_me = elu_net
DECLARED = "activations=elu,identity"
# --- answer ---
WRONG = [("BP2 2", "1 \\+ a\\^l was used")]
