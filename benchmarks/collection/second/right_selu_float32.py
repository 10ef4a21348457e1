"""A self-normalising network in single precision."""

import numpy as np

ALPHA, SCALE = np.float32(1.6732632423543772), np.float32(1.0507009873554805)


def self_normalising(w, b, x, y):
    z = w[0] @ x + b[0]
    h = SCALE * np.where(z > 0, z, ALPHA * np.expm1(np.minimum(z, 0)))
    e = (w[1] @ h + b[1] - y) / np.float32(x.shape[1])
    d = (w[1].T @ e) * np.where(z > 0, SCALE, SCALE * ALPHA * np.exp(np.minimum(z, 0)))
    return [d.sum(1, keepdims=True), e.sum(1, keepdims=True)], [d @ x.T, e @ h.T]


# --- adapter ---
check_me = self_normalising
DECLARED = "dtype=float32 activations=selu,identity"
# --- answer ---
WRONG = []
