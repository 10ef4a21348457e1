"""A loop over the examples whose zeros are inside it; planted: weights and bias of the last example, two at once."""

import numpy as np


def batch_gradient(ws, bs, X, Y):
    for x, y in zip(X, Y, strict=True):
        gw, gb = [np.zeros_like(w) for w in ws], [np.zeros_like(b) for b in bs]
        a = [x]
        for w, b in zip(ws, bs, strict=True):
            a.append(1 / (1 + np.exp(-(a[-1] @ w + b))))
        d = (a[-1] - y) * a[-1] * (1 - a[-1])
        for i in range(len(ws) - 1, -1, -1):
            gw[i] += np.outer(a[i], d)
            gb[i] += d
            d = (ws[i] @ d) * a[i] * (1 - a[i])
    return gw, gb


# --- glue ---
submission = batch_gradient
CONVENTIONS = {"total": "sum", "gives": "nabla_w nabla_b", "examples": "rows", "weights": "(in, out)", "biases": "(n,)"}
