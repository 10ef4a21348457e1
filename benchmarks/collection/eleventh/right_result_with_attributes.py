"""A gradient is a namespace with attributes; the batch is cut into single examples, whose gradients are averaged."""

from types import SimpleNamespace

import numpy as np


def of_one(W, b, x, t):
    h = x
    steps = []
    for k, (Wk, bk) in enumerate(zip(W, b)):
        s = h @ Wk + bk
        steps.append((h, s))
        h = np.log1p(np.exp(s)) if k < len(W) - 1 else s
    err = np.where(np.abs(h - t) <= 1, h - t, np.sign(h - t))
    dW, db = [], []
    for k in range(len(W) - 1, -1, -1):
        h, s = steps[k]
        if k < len(W) - 1:
            err = err / (1 + np.exp(-s))
        dW.append(np.outer(h, err))
        db.append(err)
        err = W[k] @ err
    return SimpleNamespace(dW=dW[::-1], db=db[::-1])


def averaged(W, b, X, T):
    each = [of_one(W, b, x, t) for x, t in zip(X, T)]
    return SimpleNamespace(
        dW=[sum(parts) / len(each) for parts in zip(*(g.dW for g in each))],
        db=[sum(parts) / len(each) for parts in zip(*(g.db for g in each))],
    )


# --- adapter ---
check_me = averaged
DECLARED = """activations=softplus,softplus,identity cost=huber examples=rows weights='(in, out)' biases='(n,)'
gives='nabla_w nabla_b' attr='dW db'"""
# --- answer ---
WRONG = []
