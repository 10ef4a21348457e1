"""Half of two recipes: the velocity of plain momentum, and then the look ahead of the other kind on top of it."""

import numpy as np


def momentum_update(W, b, vW, vb, X, Y, alpha, beta):
    m = X.shape[1]
    A = [X]
    for Wi, bi in zip(W, b):
        A.append(1 / (1 + np.exp(-(Wi @ A[-1] + bi))))
    dZ = A[-1] - Y
    for i in range(len(W) - 1, -1, -1):
        dW, db = dZ @ A[i].T / m, dZ.sum(axis=1, keepdims=True) / m
        if i:
            dZ = (W[i].T @ dZ) * A[i] * (1 - A[i])
        vW[i] = beta * vW[i] - alpha * dW
        vb[i] = beta * vb[i] - alpha * db
        W[i] = W[i] + beta * vW[i] - alpha * dW  # the mistake: + vW[i]
        b[i] = b[i] + beta * vb[i] - alpha * db
    return W, b


# --- adapter ---
check_me = momentum_update
DECLARED = "takes='w b velocity_w velocity_b x y eta momentum' gives='w b' activations=sigmoid,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [("", r"1 ?\+ ?(μ|mu|momentum|β)|(μ|mu|momentum|β) ?\+ ?1|1\.9\b|[Nn]esterov|look")]
