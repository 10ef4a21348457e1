"""A port of a program in C: flat buffers of doubles, and every address computed."""

import math
from array import array

import numpy as np


def doubles(n):
    return array("d", bytes(8 * n))


def train_gradient(w, b, x, y):
    nl = len(w)
    size = [w[0].shape[1]] + [len(v) for v in b]
    woff, aoff = [0], [0]
    for l in range(nl):
        woff.append(woff[l] + size[l] * size[l + 1])
        aoff.append(aoff[l] + size[l])
    wbuf = array("d", [float(v) for m in w for v in m.flatten()])
    bbuf = array("d", [float(v) for v in x] + [float(v) for m in b for v in m])
    act, err, gw = doubles(sum(size)), doubles(sum(size)), doubles(woff[nl])
    act[: size[0]] = bbuf[: size[0]]
    for l in range(nl):
        for j in range(size[l + 1]):
            s = bbuf[aoff[l + 1] + j]
            for i in range(size[l]):
                s += wbuf[woff[l] + j * size[l] + i] * act[aoff[l] + i]
            act[aoff[l + 1] + j] = math.tanh(s)
    for j in range(size[nl]):
        o = act[aoff[nl] + j]
        err[aoff[nl] + j] = (o - float(y[j])) * (1.0 - o * o)
    for l in range(nl - 1, -1, -1):
        for i in range(size[l]):
            s = 0.0
            for j in range(size[l + 1]):
                p = woff[l] + j * size[l] + i
                gw[p] = err[aoff[l + 1] + j] * act[aoff[l] + i]
                s += wbuf[p] * err[aoff[l + 1] + j]
            err[aoff[l] + i] = s * (1.0 - act[aoff[l] + i] * act[aoff[l] + i])
    gb = [np.array(err[aoff[l + 1] : aoff[l + 1] + size[l + 1]]) for l in range(nl)]
    return gb, [np.array(gw[woff[l] : woff[l + 1]]).reshape(size[l + 1], size[l]) for l in range(nl)]


# --- adapter ---
check_me = train_gradient
DECLARED = "examples=vector biases='(n,)' activations=tanh"
# --- answer ---
WRONG = []
