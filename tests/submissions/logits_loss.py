"""A loss on logits: the network ends in the identity, softmax belongs to the cost; right."""

import numpy as np


def log_softmax(s):
    s = s - s.max(axis=0)
    return s - np.log(np.exp(s).sum(axis=0))


def loss_and_gradients(ws, bs, x, y):
    h = [x]
    for w, b in zip(ws, bs, strict=True):
        z = w @ h[-1] + b
        h.append(np.maximum(z, 0) if len(h) < len(ws) else z)
    logp = log_softmax(h.pop())
    d = (np.exp(logp) - y) / y.shape[1]
    nb, nw = [], []
    for w in reversed(ws):
        a = h.pop()
        nb.append(d @ np.ones((d.shape[1], 1)))
        nw.append(d @ a.T)
        d = np.where(a > 0, w.T @ d, 0)
    return -np.sum(y * logp) / y.shape[1], nb[::-1], nw[::-1]


# --- glue ---
submission = loss_and_gradients
CONVENTIONS = {
    "activations": ["relu", "relu", "identity"],
    "cost": "categorical-cross-entropy-with-logits",
    "gives": "cost nabla_b nabla_w",
}
