"""λ/m Σ|w| and λ/2m Σw² on weights and biases alike."""

import numpy as np


def both_penalties(w, b, x, y):
    m = x.shape[1]
    a = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
    o = 1 / (1 + np.exp(-(w[1] @ a + b[1])))
    d2 = (o - y) * o * (1 - o)
    d1 = (w[1].T @ d2) * a * (1 - a)
    nb = [(d.sum(1, keepdims=True) + 0.5 * c) / m for d, c in zip((d1, d2), b)]
    nw = [(d @ p.T + 0.5 * W) / m for d, p, W in zip((d1, d2), (x, a), w)]
    return nb, nw


# --- adapter ---
check_me = both_penalties
DECLARED = "activations=sigmoid,sigmoid l2=0.5 l2_over=m l2_on_biases=True"
# --- answer ---
WRONG = []
