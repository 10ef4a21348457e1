"""Inverted dropout: forward multiplies by the scaled mask, backward only zeroes what had been dropped."""

import numpy as np


def forward(x, w, b, masks):
    cache, a = [], x
    for i in range(len(w)):
        z = w[i].dot(a) + b[i]
        cache.append((a, z))
        a = np.maximum(z, 0) if i < len(w) - 1 else z
        if i < len(masks):
            a = a * masks[i]
    return a, cache


def backward(dout, cache, w, masks):
    dw, db = [], []
    for i in range(len(w) - 1, -1, -1):
        a, z = cache[i]
        if i < len(masks):
            dout = np.where(masks[i] > 0, dout, 0)  # the mistake: * masks[i]
            dout = dout * (z > 0)
        dw.append(dout.dot(a.T))
        db.append(dout.sum(axis=1, keepdims=True))
        dout = w[i].T.dot(dout)
    return dw[::-1], db[::-1]


# --- adapter ---
def check_me(w, b, x, y, mask):
    out, cache = forward(x, w, b, mask)
    return backward((out - y) / x.shape[1], cache, w, mask)


DECLARED = "takes='w b x y mask' gives='nabla_w nabla_b' activations=relu,relu,identity"
# --- answer ---
WRONG = [("BP2 2 3", r"mask|drop|1/2|0\.5|½|half|keep")]
