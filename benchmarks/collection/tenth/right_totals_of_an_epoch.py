"""Totals over an epoch, example after example, for a fit with summed squares and softplus units."""

import math

import numpy as np


def epoch(W1, b1, W2, b2, X, Y):
    total = 0.0
    G1, g1, G2, g2 = (np.zeros(np.shape(p)) for p in (W1, b1, W2, b2))
    for n in range(X.shape[1]):
        x, y = X[:, n], Y[:, n]
        u = W1.dot(x) + b1.ravel()
        h = np.array([math.log1p(math.exp(v)) for v in u])
        f = W2.dot(h) + b2.ravel()
        r = f - y
        total += float(r @ r)
        for k in range(r.size):
            for j in range(h.size):
                G2[k, j] += 2 * r[k] * h[j]
            g2[k, 0] += 2 * r[k]
        for j in range(h.size):
            back = sum(2 * r[k] * W2[k, j] for k in range(r.size)) / (1 + math.exp(-u[j]))
            for i in range(x.size):
                G1[j, i] += back * x[i]
            g1[j, 0] += back
    return total, [G1, G2], [g1, g2]


# --- adapter ---
def check_me(w, b, x, y):
    return epoch(w[0], b[0], w[1], b[1], x, y)


DECLARED = "gives='cost nabla_w nabla_b' total=sum half=False activations=softplus,identity"
# --- answer ---
WRONG = []
