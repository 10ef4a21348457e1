"""A sum of squares differentiated where half a mean was declared; planted: times 2m."""

import numpy as np


def sse_gradient(ws, bs, X, Y):
    cache, h = [], X
    for w, b in zip(ws, bs, strict=True):
        cache.append(h)
        h = np.tanh(w @ h + b)
    up = 2 * (h - Y)
    out = []
    for w, inp in zip(ws[::-1], cache[::-1], strict=True):
        up = up * (1 - h**2)
        out.append((up @ inp.T, up.sum(axis=1, keepdims=True)))
        up, h = w.T @ up, inp
    return out[::-1]


# --- glue ---
def submission(w, b, x, y):
    return tuple(zip(*sse_gradient(w, b, x, y), strict=True))


CONVENTIONS = {"activations": "tanh", "gives": "nabla_w nabla_b"}
