"""Classes as numbers, picked and put along an axis."""

import numpy as np


def loss_and_grads(W, b, X, labels):
    n, h, hs = len(X), X, [X]
    for Wi, bi in zip(W[:-1], b[:-1]):
        h = np.maximum(0, h @ Wi + bi)
        hs.append(h)
    scores = h @ W[-1] + b[-1]
    scores -= scores.max(axis=1, keepdims=True)
    logp = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    index = labels[:, None]
    loss = -np.take_along_axis(logp, index, axis=1).mean()
    d = np.exp(logp)
    np.put_along_axis(d, index, np.take_along_axis(d, index, axis=1) - 1, axis=1)
    d /= n
    dW, db = {}, {}
    for i in range(len(W) - 1, -1, -1):
        dW[i], db[i] = hs[i].T @ d, d.sum(axis=0, keepdims=True)
        d = np.where(hs[i] > 0, d @ W[i].T, 0)
    return loss, [dW[i] for i in range(len(W))], [db[i] for i in range(len(b))]


# --- adapter ---
check_me = loss_and_grads
DECLARED = """examples=rows weights='(in, out)' biases='(1, n)' targets=classes gives='cost nabla_w nabla_b'
activations=relu,relu,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = []
