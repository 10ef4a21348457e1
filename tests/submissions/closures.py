"""Every operation returns its value and a function that sends gradients back; right."""

import numpy as np


def affine(w, b, x):
    return w @ x + b, lambda g: (w.T @ g, g @ x.T, g.sum(axis=1, keepdims=True))


def sigmoid(z):
    s = np.exp(-np.logaddexp(0, -z))
    return s, lambda g: g * s * (1 - s)


def mean_bce(p, y):
    n = y.shape[1]
    return lambda: (p - y) / (p * (1 - p)) / n


def value_and_grad(ws, bs, x, y):
    undo = []
    for w, b in zip(ws, bs, strict=True):
        x, back_affine = affine(w, b, x)
        x, back_sigmoid = sigmoid(x)
        undo.append((back_affine, back_sigmoid))
    g = mean_bce(x, y)()
    grads = []
    for back_affine, back_sigmoid in reversed(undo):
        g, gw, gb = back_affine(back_sigmoid(g))
        grads.append((gw, gb))
    return x, grads[::-1]


# --- glue ---
def submission(w, b, x, y):
    output, grads = value_and_grad(w, b, x, y)
    return output, [gw for gw, _ in grads], [gb for _, gb in grads]


CONVENTIONS = {"cost": "cross-entropy", "gives": "output nabla_w nabla_b"}
