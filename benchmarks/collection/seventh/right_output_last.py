"""Rows come in and are turned into columns at the door; three kinds of layers; the outputs are returned last."""

import numpy as np

FORWARD = {
    "tanh": np.tanh,
    "relu": lambda z: z * (z > 0),
    "softsign": lambda z: z / (1 + np.abs(z)),
}
SLOPE = {
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "relu": lambda z: np.heaviside(z, 0),
    "softsign": lambda z: (1 + np.abs(z)) ** -2.0,
}
KINDS = "tanh", "relu", "softsign"


def turned(gradient):
    def inner(w, b, x, y):
        db, dw, out = gradient(w, [bi[:, None] for bi in b], np.moveaxis(x, 0, -1), np.moveaxis(y, 0, -1))
        return [d.ravel() for d in db], dw, out.T

    return inner


@turned
def gradient(w, b, x, y):
    z, a = [], [x]
    for kind, wi, bi in zip(KINDS, w, b):
        z.append(wi @ a[-1] + bi)
        a.append(FORWARD[kind](z[-1]))
    db, dw = [], []
    back = (a[-1] - y) / y.shape[1]
    for kind, wi, zi, below in reversed(list(zip(KINDS, w, z, a))):
        back = back * SLOPE[kind](zi)
        db.append(back.sum(1, keepdims=True))
        dw.append(back @ below.T)
        back = wi.T @ back
    return db[::-1], dw[::-1], a[-1]


# --- adapter ---
check_me = gradient
DECLARED = "examples=rows biases='(n,)' gives='nabla_b nabla_w output' activations=tanh,relu,softsign"
# --- answer ---
WRONG = []
