"""Labels from 1 to K, taken for labels whose K stands for 0, so that every class is moved by one."""

import numpy as np


def one_hot(labels, k):
    return np.eye(k)[labels % k]  # the mistake: labels - 1


def softmax_rows(Z):
    Z = Z - Z.max(axis=1)[:, None]
    return np.exp(Z) / np.exp(Z).sum(axis=1)[:, None]


def gradients(theta1, c1, theta2, c2, X, labels):
    m = len(labels)
    a2 = 1 / (1 + np.exp(-(X @ theta1.T + c1)))
    a3 = softmax_rows(a2 @ theta2.T + c2)
    d3 = a3 - one_hot(labels, a3.shape[1])
    d2 = (d3 @ theta2) * a2 * (1 - a2)
    return d2.T @ X / m, d2.mean(axis=0), d3.T @ a2 / m, d3.mean(axis=0)


# --- adapter ---
def check_me(w, b, x, y):
    g = gradients(w[0], b[0], w[1], b[1], x, y)
    return g[::2], g[1::2]


DECLARED = (
    "examples=rows biases='(n,)' targets='classes from 1' gives='nabla_w nabla_b'"
    " activations=sigmoid,softmax cost=categorical-cross-entropy"
)
# --- answer ---
WRONG = [("", r"targets='?classes'?$|label|shift|off by one|next one|counted from|y [+−-] 1|from 0")]
