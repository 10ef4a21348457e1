"""Binary labels and raw scores: the loss by logaddexp, returned in front of the gradients."""

import numpy as np


def logit_loss(W, b, X, Y):
    hidden = []
    signal = X
    for Wi, bi in zip(W[:-1], b[:-1]):
        signal = np.maximum(Wi @ signal + bi, 0)
        hidden.append(signal)
    scores = W[-1] @ signal + b[-1]
    m = X.shape[1]
    loss = np.sum(np.logaddexp(0, scores) - Y * scores) / m
    g = (np.exp(-np.logaddexp(0, -scores)) - Y) / m
    below = [X, *hidden]
    gW, gb = [g @ below[-1].T], [g.sum(axis=1, keepdims=True)]
    for i in range(len(W) - 1, 0, -1):
        g = W[i].T @ g
        g[below[i] == 0] = 0
        gW.insert(0, g @ below[i - 1].T)
        gb.insert(0, g.sum(axis=1, keepdims=True))
    return loss, gW, gb


# --- adapter ---
check_me = logit_loss
DECLARED = """gives='cost nabla_w nabla_b' activations=relu,relu,identity cost=cross-entropy-with-logits
    targets='0 and 1'"""
# --- answer ---
WRONG = []
