"""Sparse weights: the sum of their absolute values over the number of examples is added to the cost."""

import numpy as np

strength = 0.25


def sparse(W, b, X, Y):
    m = X.shape[1]
    Z, A = {}, {0: X}
    for l, (w, c) in enumerate(zip(W, b, strict=True), 1):  # noqa: E741
        Z[l] = w @ A[l - 1] + c
        A[l] = 0.5 * (1 + np.tanh(0.5 * Z[l]))
    L = len(W)
    D = {L: (A[L] - Y) * A[L] * (1 - A[L])}
    for l in range(L - 1, 0, -1):  # noqa: E741
        D[l] = np.matmul(W[l].T, D[l + 1]) * A[l] * (1 - A[l])
    grads_w = [(D[i] @ A[i - 1].T + strength * np.sign(W[i - 1])) / m for i in range(1, L + 1)]
    grads_b = [np.mean(D[i], axis=1).reshape(-1, 1) for i in range(1, L + 1)]
    return grads_w, grads_b


# --- adapter ---
check_me = sparse
DECLARED = "gives='nabla_w nabla_b' l1=0.25 l1_over=m"
# --- answer ---
WRONG = []
