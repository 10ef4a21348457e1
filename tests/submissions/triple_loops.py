"""Indexed loops over arrays as in a translated C program, the error summed without ½; right."""

import numpy as np


def bpgrad(w, b, inp, target):
    layers = len(w)
    out = [inp]
    for k in range(layers):
        o = np.zeros(w[k].shape[0])
        for j in range(w[k].shape[0]):
            acc = b[k][j]
            for i in range(w[k].shape[1]):
                acc += w[k][j][i] * out[k][i]
            o[j] = 1.0 / (1.0 + np.exp(-acc))
        out.append(o)
    gw = [np.zeros(m.shape) for m in w]
    gb = [np.zeros(v.shape) for v in b]
    for k in range(layers - 1, -1, -1):
        for j in range(w[k].shape[0]):
            if k == layers - 1:
                err = 2 * (out[-1][j] - target[j])
            else:
                err = 0.0
                for q in range(w[k + 1].shape[0]):
                    err += gb[k + 1][q] * w[k + 1][q][j]
            gb[k][j] = err * out[k + 1][j] * (1 - out[k + 1][j])
            for i in range(w[k].shape[1]):
                gw[k][j][i] = gb[k][j] * out[k][i]
    return gb, gw


# --- glue ---
submission = bpgrad
CONVENTIONS = {"examples": "vector", "biases": "(n,)", "half": False}
