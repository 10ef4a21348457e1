"""Ported from Julia: layers are counted from one, by dictionaries, and an ELU is written with ifelse."""

import numpy as np

ifelse = np.where


def elu(z):
    return ifelse(z > 0, z, np.expm1(np.minimum(z, 0)))


def delu(z):
    return ifelse(z > 0, 1.0, np.exp(np.minimum(z, 0)))


def pullback(W, b, x, y):
    L = len(W)
    W = {l: W[l - 1] for l in range(1, L + 1)}
    b = {l: b[l - 1] for l in range(1, L + 1)}
    z, a = {}, {0: x}
    for l in range(1, L + 1):
        z[l] = W[l] @ a[l - 1] + b[l]
        a[l] = elu(z[l])
    dz = {L: (a[L] - y) * delu(z[L])}
    for l in range(L, 1, -1):
        dz[l - 1] = (W[l].T @ dz[l]) * delu(z[l - 1])
    db = [dz[l] for l in range(1, L + 1)]
    dW = [dz[l] * a[l - 1].T for l in range(1, L + 1)]
    return db, dW


# --- adapter ---
check_me = pullback
DECLARED = "examples=column activations=elu,elu,elu"
# --- answer ---
WRONG = []
