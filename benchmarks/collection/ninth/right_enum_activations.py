"""The activations are members of an Enum."""

from enum import Enum

import numpy as np


class Act(Enum):
    SOFTSIGN = "softsign"
    ELU = "elu"
    SIGMOID = "sigmoid"

    def __call__(self, z):
        if self is Act.SOFTSIGN:
            return z / (1 + np.abs(z))
        if self is Act.ELU:
            return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))
        return 1 / (1 + np.exp(-z))

    def slope(self, z):
        if self is Act.SOFTSIGN:
            return 1 / (1 + np.abs(z)) ** 2
        if self is Act.ELU:
            return np.exp(np.minimum(z, 0))
        return self(z) * self(-z)


def backward(w, b, x, y, acts=(Act.SOFTSIGN, Act.ELU, Act.SIGMOID)):
    z, a = [], [x]
    for W, B, act in zip(w, b, acts):
        z += [W @ a[-1] + B]
        a += [act(z[-1])]
    p = a[-1]
    g = ((1 - y) / (1 - p) - y / p) / x.shape[1]
    dw, db = [], []
    for W, act, pre, inp in reversed(list(zip(w, acts, z, a))):
        g = g * act.slope(pre)
        dw, db = [g @ inp.T, *dw], [g.sum(axis=1, keepdims=True), *db]
        g = W.T @ g
    return {"output": p, "db": db, "dw": dw}


# --- adapter ---
check_me = lambda w, b, x, y: tuple(backward(w, b, x, y).values())
DECLARED = "activations=softsign,elu,sigmoid cost=cross-entropy gives='output nabla_b nabla_w'"
# --- answer ---
WRONG = []
