"""The penalty divided by the examples along with the rest, not declared so; planted: weight decay averaged."""

import numpy as np


def gradient(ws, bs, X, Y, lam):
    sums = [lam * w for w in ws]
    bias_sums = [np.zeros_like(b) for b in bs]
    for x, y in zip(X, Y, strict=True):
        a = [x]
        for w, b in zip(ws, bs, strict=True):
            a.append(1 / (1 + np.exp(-(w @ a[-1] + b))))
        d = (a[-1] - y) * a[-1] * (1 - a[-1])
        for i in range(len(ws) - 1, -1, -1):
            sums[i] += np.outer(d, a[i])
            bias_sums[i] += d
            d = (ws[i].T @ d) * a[i] * (1 - a[i])
    return [s / len(X) for s in sums], [s / len(X) for s in bias_sums]


# --- glue ---
def submission(w, b, x, y):
    return gradient(w, b, x, y, lam=0.5)


CONVENTIONS = {"gives": "nabla_w nabla_b", "examples": "rows", "biases": "(n,)", "l2": 0.5}
