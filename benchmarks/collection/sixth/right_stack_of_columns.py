"""Each example is a column of its own in an array (m, n, 1), and matmul goes over the stack."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def stacked(w, b, x, y):
    columns, wanted = x.T[:, :, np.newaxis], y.T[:, :, np.newaxis]
    zs, activations = [], [columns]
    for l, (matrix, offset) in enumerate(zip(w, b)):
        zs.append(np.matmul(matrix, activations[-1]) + offset)
        activations.append(softmax(zs[-1]) if l == len(w) - 1 else np.logaddexp(0, zs[-1]))
    delta = activations[-1] - wanted
    nabla_w = [np.matmul(delta, activations[-2].swapaxes(1, 2)).mean(axis=0)]
    nabla_b = [delta.mean(axis=0)]
    for l in range(len(w) - 1, 0, -1):
        delta = np.matmul(w[l].T, delta) / (1 + np.exp(-zs[l - 1]))
        nabla_w.append(np.matmul(delta, activations[l - 1].swapaxes(1, 2)).mean(axis=0))
        nabla_b.append(delta.mean(axis=0))
    return nabla_b[::-1], nabla_w[::-1]


# --- adapter ---
check_me = stacked
DECLARED = "activations=softplus,softplus,softmax cost=categorical-cross-entropy targets=one-hot"
# --- answer ---
WRONG = []
