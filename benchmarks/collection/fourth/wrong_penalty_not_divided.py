"""The cost has λ/(2m) Σw², the gradient has λw: the penalty alone was not divided by m. The sum is all right."""

import numpy as np

LAM = 0.75


def cost_and_grads(X, Y, W, b):
    m = X.shape[1]
    A = [X]
    for w, c in zip(W, b, strict=True):
        A.append(1 / (1 + np.exp(-(np.dot(w, A[-1]) + c))))
    data = -np.sum(Y * np.log(A[-1]) + (1 - Y) * np.log(1 - A[-1])) / m
    cost = data + LAM / (2 * m) * sum(np.sum(w**2) for w in W)
    dZ, dW, db = A[-1] - Y, [], []
    for i in range(len(W) - 1, -1, -1):
        dW.insert(0, np.dot(dZ, A[i].T) / m + LAM * W[i])  # a mistake
        db.insert(0, np.sum(dZ, axis=1, keepdims=True) / m)
        dZ = np.dot(W[i].T, dZ) * A[i] * (1 - A[i])
    return cost, dW, db


# --- adapter ---
check_me = cost_and_grads
DECLARED = "cost=cross-entropy takes='x y w b' gives='cost nabla_w nabla_b' l2=0.75 l2_over=m"
# --- answer ---
WRONG = [("BP4 2 3 4", r"(λ|penalty|decay|[lL]2).*(\bm\b|divided|\b5\b|batch|examples)|\bmλ|m times.*(λ|penalty|decay)")]
