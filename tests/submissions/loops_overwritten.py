"""A loop over the examples with = where += was meant for the weights; planted: weights of the last example."""

import numpy as np


def accumulate(ws, bs, X, Y):
    gw, gb = [np.zeros_like(w) for w in ws], [np.zeros_like(b) for b in bs]
    for n in range(X.shape[1]):
        x, y = X[:, n : n + 1], Y[:, n : n + 1]
        a = [x]
        for w, b in zip(ws, bs, strict=True):
            a.append(np.tanh(w @ a[-1] + b))
        d = (a[-1] - y) * (1 - a[-1] ** 2)
        for i in range(len(ws) - 1, -1, -1):
            gb[i] += d
            gw[i] = d @ a[i].T
            d = ws[i].T @ d * (1 - a[i] ** 2)
    return gw, gb


# --- glue ---
submission = accumulate
CONVENTIONS = {"activations": "tanh", "total": "sum", "gives": "nabla_w nabla_b"}
