"""Each layer returns its output and a closure that goes back."""

import numpy as np


def dense(W, c, x, grads):
    z = W @ x + c
    out = 1 / (1 + np.exp(-z))

    def back(g):
        dz = g * out * (1 - out)
        grads.append((dz.sum(axis=1, keepdims=True), dz @ x.T))
        return W.T @ dz

    return out, back


def network_grads(w, b, x, y):
    grads, backs = [], []
    for W, c in zip(w, b):
        x, back = dense(W, c, x, grads)
        backs.append(back)
    g = (x - y) / x.shape[1]
    for back in reversed(backs):
        g = back(g)
    grads.reverse()
    return x, [gb for gb, _ in grads], [gw for _, gw in grads]


# --- adapter ---
check_me = network_grads
DECLARED = "gives='output nabla_b nabla_w'"
# --- answer ---
WRONG = []
