"""Somebody who comes from Matlab has everything as numpy.matrix, so that * is the product of matrices."""

import numpy as np


def bprop(w, b, x, y):
    w = [np.asmatrix(v) for v in w]
    b = [np.asmatrix(v) for v in b]
    x, y = np.asmatrix(x), np.asmatrix(y)
    nl = len(w) + 1
    a = {1: x}
    for l in range(1, nl):
        a[l + 1] = np.tanh(w[l - 1] * a[l] + b[l - 1])
    d = {nl: np.multiply(a[nl] - y, 1 - np.power(a[nl], 2))}
    for l in range(nl - 1, 1, -1):
        d[l] = np.multiply(w[l - 1].T * d[l + 1], 1 - np.power(a[l], 2))
    gw = [np.asarray(d[l + 1] * a[l].T) for l in range(1, nl)]
    gb = [np.asarray(d[l + 1]) for l in range(1, nl)]
    return gw, gb


# --- adapter ---
check_me = bprop
DECLARED = "examples=column gives='nabla_w nabla_b' activations=tanh,tanh,tanh"
# --- answer ---
WRONG = []
