"""Softmax with its whole Jacobian for each example, under the squared error, by einsum."""

import numpy as np


def jacobian_backprop(w, b, X, Y):
    h = np.tanh(np.einsum("ji,ni->nj", w[0], X) + b[0])
    z = np.einsum("kj,nj->nk", w[1], h) + b[1]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    J = np.einsum("nk,kl->nkl", p, np.eye(p.shape[1])) - np.einsum("nk,nl->nkl", p, p)
    dz = np.einsum("nkl,nk->nl", J, (p - Y) / len(X))
    dh = np.einsum("nk,kj->nj", dz, w[1]) * (1 - h**2)
    return [np.einsum("nj->j", dh), np.einsum("nk->k", dz)], [np.einsum("nj,ni->ji", dh, X), np.einsum("nk,nj->kj", dz, h)]


# --- adapter ---
check_me = jacobian_backprop
DECLARED = "examples=rows biases='(n,)' activations=tanh,softmax"
# --- answer ---
WRONG = []
