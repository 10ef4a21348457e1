"""np.outer with its arguments swapped; planted: gradient transposed."""

import numpy as np


def learn(ws, bs, x, y):
    a = [x]
    for w, b in zip(ws, bs, strict=True):
        a.append(np.log(1 + np.exp(w @ a[-1] + b)))
    slope = lambda out: 1 - np.exp(-out)
    d = (a[-1] - y) * slope(a[-1])
    gb, gw = [d], [np.outer(a[-2], d)]
    for k in range(len(ws) - 1, 0, -1):
        d = d @ ws[k] * slope(a[k])
        gb.append(d)
        gw.append(np.outer(a[k - 1], d))
    return gb[::-1], gw[::-1]


# --- glue ---
submission = learn
CONVENTIONS = {"activations": "softplus", "examples": "vector", "biases": "(n,)", "widths": (4, 4, 4, 4)}
