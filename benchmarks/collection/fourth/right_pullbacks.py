"""Each layer hands back its output and a function that pulls gradients back through it."""

import numpy as np


def affine(W, c):
    def run(A):
        def pull(G):
            return W.T @ G, (G @ A.T, G.sum(axis=1, keepdims=True))

        return W @ A + c, pull

    return run


def swish(Z):
    s = 1 / (1 + np.exp(-Z))
    return Z * s, lambda G: G * (s + Z * s * (1 - s))


def grad(Ws, cs, X, Y):
    pulls, A = [], X
    for W, c in zip(Ws, cs, strict=True):
        Z, through_affine = affine(W, c)(A)
        A, through_swish = swish(Z)
        pulls.append((through_affine, through_swish))
    G = (A - Y) / Y.shape[1]
    found = []
    for through_affine, through_swish in reversed(pulls):
        G, here = through_affine(through_swish(G))
        found.insert(0, here)
    return found


# --- adapter ---
def check_me(w, b, x, y):
    both = grad(w, b, x, y)
    return [db for _, db in both], [dw for dw, _ in both]


DECLARED = "activations=swish,swish,swish"
# --- answer ---
WRONG = []
