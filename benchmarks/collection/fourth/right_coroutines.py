"""Layers as generators: each yields its output, is sent the gradient of it, and yields the gradient of its input."""

import numpy as np


def layer(W, b, A, last):
    Z = A @ W + b
    D = yield Z if last else np.logaddexp(0, Z)
    if not last:
        D = D / (1 + np.exp(-Z))
    yield D @ W.T, A.T @ D, D.sum(0)


def regression(X, Y, Ws, bs):
    running, A = [], X
    for i, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        running.append(layer(W, b, A, i == len(Ws) - 1))
        A = next(running[-1])
    D = 2 * (A - Y) / Y.size
    dWs, dbs = [], []
    while running:
        D, dW, db = running.pop().send(D)
        dWs.append(dW)
        dbs.append(db)
    return dWs[::-1], dbs[::-1]


# --- adapter ---
check_me = regression
DECLARED = (
    "activations=softplus,softplus,identity examples=rows weights='(in, out)' biases='(n,)' half=False mean_over_outputs=True"
    " takes='x y w b' gives='nabla_w nabla_b'"
)
# --- answer ---
WRONG = []
