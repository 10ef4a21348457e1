"""target − output, and the sign never put right; planted: times -1."""

import numpy as np


def deltas(w, b, x, t):
    o = [x]
    for wi, bi in zip(w, b, strict=True):
        o.append(1 / (1 + np.exp(-(wi @ o[-1] + bi[:, np.newaxis]))))
    d = [(t - o[-1]) * o[-1] * (1 - o[-1])]
    for wi, oi in zip(w[:0:-1], o[-2:0:-1], strict=True):
        d.append(wi.T @ d[-1] * oi * (1 - oi))
    d.reverse()
    n = x.shape[1]
    return [di @ oi.T / n for di, oi in zip(d, o[:-1], strict=True)], [di.sum(axis=1) / n for di in d]


# --- glue ---
submission = deltas
CONVENTIONS = {"gives": "nabla_w nabla_b", "biases": "(n,)"}
