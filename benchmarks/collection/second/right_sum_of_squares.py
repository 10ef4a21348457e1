"""‖a − y‖² summed over the batch, without a half."""

import numpy as np


def sse_gradient(w, b, X, Y):
    z1 = w[0] @ X + b[0]
    a1 = np.minimum(np.maximum(z1, 0), 6)
    out = w[1] @ a1 + b[1]
    d2 = 2 * (out - Y)
    d1 = (w[1].T @ d2) * ((z1 > 0) & (z1 < 6))
    return np.linalg.norm(out - Y) ** 2, [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ X.T, d2 @ a1.T]


# --- adapter ---
check_me = sse_gradient
DECLARED = "gives='cost nabla_b nabla_w' half=False total=sum activations=relu6,identity"
# --- answer ---
WRONG = []
