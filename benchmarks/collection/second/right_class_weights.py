"""Rows that count differently, and the numbers of the classes."""

import numpy as np


def weighted_softmax(w, b, X, labels, importance):
    n = len(X)
    h = np.tanh(X @ w[0] + b[0])
    scores = h @ w[1] + b[1]
    p = np.exp(scores) / np.exp(scores).sum(axis=1)[:, None]
    g = p
    g[np.arange(n), labels] -= 1
    g *= importance[:, None] / n
    gh = (g @ w[1].T) * (1 - h * h)
    return [X.T @ gh, h.T @ g], [gh.sum(axis=0), g.sum(axis=0)]


# --- adapter ---
check_me = weighted_softmax
DECLARED = """takes='w b x y weights_of_examples' gives='nabla_w nabla_b' targets=classes examples=rows weights='(in, out)'
    biases='(n,)' activations=tanh,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = []
