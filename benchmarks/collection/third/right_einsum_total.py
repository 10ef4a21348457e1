"""Subscripts for everything: n counts examples, i, j and k neurons; the cost is a plain sum over the batch."""

import numpy as np


def grads(W1, b1, W2, b2, x, t):
    z1 = np.einsum("ji,ni->nj", W1, x) + b1
    s1 = 1 / (1 + np.exp(-z1))
    a1 = z1 * s1
    z2 = np.einsum("kj,nj->nk", W2, a1) + b2
    d2 = z2 - t
    d1 = np.einsum("nk,kj,nj->nj", d2, W2, s1 + a1 * (1 - s1))
    return (
        [np.einsum("nj,ni->ji", d1, x), np.einsum("nk,nj->kj", d2, a1)],
        [np.einsum("nj->j", d1), np.einsum("nk->k", d2)],
    )


# --- adapter ---
def check_me(w, b, x, y):
    return grads(w[0], b[0], w[1], b[1], x, y)


DECLARED = "examples=rows biases='(n,)' gives='nabla_w nabla_b' total=sum activations=silu,identity"
# --- answer ---
WRONG = []
