"""A port of a MATLAB toolbox: cells of matrices, the bias as last column, −error at the output, all over the batch size."""

import numpy as np


def nnbp(W, x, y):
    m = x.shape[0]
    a = [np.hstack([x, np.ones((m, 1))])]
    n = len(W) + 1
    for i in range(1, n):
        post = 1 / (1 + np.exp(-a[i - 1] @ W[i - 1].T))
        a.append(np.hstack([post, np.ones((m, 1))]) if i < n - 1 else post)
    e = y - a[-1]
    d = [None] * n
    d[n - 1] = -e * (a[-1] * (1 - a[-1]))
    for i in range(n - 2, 0, -1):
        d_act = a[i] * (1 - a[i])
        d[i] = ((d[i + 1] @ W[i]) * d_act)[:, :-1]
    return [d[i + 1].T @ a[i] / m for i in range(n - 1)]


# --- adapter ---
check_me = nnbp
DECLARED = "takes='w x y' gives=nabla_w biases='last column' examples=rows"
# --- answer ---
WRONG = []
