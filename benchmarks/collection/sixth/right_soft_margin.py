"""Labels of minus and plus one, log(1 + exp(-ya)), and squareplus in the hidden layer."""

import numpy as np


def margins(W, b, X, Y):
    m = len(X)
    pre = X @ W[0] + b[0]
    root = np.sqrt(pre * pre + 4)
    hidden = (pre + root) / 2
    scores = hidden @ W[1] + b[1]
    loss = np.logaddexp(0, -Y * scores).sum() / m
    g = -Y / (1 + np.exp(Y * scores)) / m
    gh = g @ W[1].T * (1 + pre / root) / 2
    return loss, [X.T @ gh, hidden.T @ g], [gh.sum(0), g.sum(0)]


# --- adapter ---
check_me = margins
DECLARED = """gives='cost nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=squareplus,identity
    cost=soft-margin targets='-1 and 1'"""
# --- answer ---
WRONG = []
