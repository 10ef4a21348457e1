"""Softmax under the quadratic cost with its whole Jacobian, one vector at a time; right."""

import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def jacobian(p):
    return np.diag(p) - np.outer(p, p)


def gradient(ws, bs, x, y):
    hs = [x]
    for w, b in zip(ws[:-1], bs[:-1], strict=True):
        hs.append(np.log1p(np.exp(w @ hs[-1] + b)))
    p = softmax(ws[-1] @ hs[-1] + bs[-1])
    delta = jacobian(p) @ (p - y)
    deltas = [delta]
    for w, h in zip(ws[:0:-1], hs[:0:-1], strict=True):
        deltas.insert(0, (w.T @ deltas[0]) * -np.expm1(-h))
    return deltas, [np.outer(d, h) for d, h in zip(deltas, hs, strict=True)]


# --- glue ---
submission = gradient
CONVENTIONS = {"activations": ["softplus", "softplus", "softmax"], "examples": "vector", "biases": "(n,)"}
