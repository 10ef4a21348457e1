"""All layers have the same width, so that a transpose that is not there and an input that is not the right one go unseen."""

import numpy as np


def f(z):
    return np.log1p(np.exp(z))


def df(z):
    return 1 / (1 + np.exp(-z))


def deep_gradients(Ws, bs, X, T):
    M = X.shape[1]
    zs, hs = [X], [X]
    for W, b in zip(Ws, bs):
        zs.append(W @ hs[-1] + b)
        hs.append(f(zs[-1]))
    D = (hs[-1] - T) * df(zs[-1]) / M
    gW, gb = [], []
    for k in range(len(Ws), 0, -1):
        gW.append(D @ zs[k - 1].T)  # a mistake: hs
        gb.append(D @ np.ones((M, 1)))
        if k > 1:
            D = (Ws[k - 1] @ D) * df(zs[k - 1])  # a mistake: no .T
    return gb[::-1], gW[::-1]


# --- adapter ---
check_me = deep_gradients
DECLARED = "widths=4,4,4,4 activations=softplus,softplus,softplus"
# --- answer ---
WRONG = [
    ("BP2 2 3", r"w\^\{?l ?\+ ?1\}? ?δ|w\^?\S* δ|^w\^\S+ .*\(w\^\S+\)ᵀ|transpose|without ?ᵀ"),
    ("BP4 3 4", r"z\^\{?l ?[−-] ?1\}?|\bz\b|without σ"),
]
