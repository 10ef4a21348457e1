"""Softmax under the quadratic cost; planted: diagonal of softmax at the output."""

import numpy as np


def forward(ws, bs, x):
    a = [x]
    for w, b in zip(ws[:-1], bs[:-1], strict=True):
        a.append(1 / (1 + np.exp(-(a[-1] @ w + b))))
    e = np.exp(a[-1] @ ws[-1] + bs[-1])
    return [*a, e / np.sum(e, axis=1, keepdims=True)]


def backward(ws, a, y):
    grad_w, grad_b = [], []
    delta = (a[-1] - y) * a[-1] * (1 - a[-1])
    for k in range(len(ws), 0, -1):
        grad_w.append(a[k - 1].T.dot(delta) / len(y))
        grad_b.append(np.mean(delta, axis=0, keepdims=True))
        delta = delta.dot(ws[k - 1].T) * a[k - 1] * (1 - a[k - 1])
    return grad_w[::-1], grad_b[::-1]


# --- glue ---
def submission(w, b, x, y):
    return backward(w, forward(w, b, x), y)


CONVENTIONS = {
    "activations": ["sigmoid", "sigmoid", "softmax"],
    "gives": "nabla_w nabla_b",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(1, n)",
}
