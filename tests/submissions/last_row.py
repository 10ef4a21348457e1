"""Examples in rows with a 1 appended, biases in the last row of each matrix; right."""

import numpy as np


def bias_trick(W, X, Y):
    add_one = lambda a: np.c_[a, np.ones(a.shape[0])]
    ins, a = [], X
    for w in W:
        ins.append(add_one(a))
        a = 1 / (1 + np.exp(-ins[-1] @ w))
    d = (a - Y) * a * (1 - a) / len(X)
    grads = [ins[-1].T @ d]
    for w, inp in zip(W[:0:-1], ins[:0:-1], strict=True):
        h = inp[:, :-1]
        d = (d @ w[:-1].T) * h * (1 - h)
        grads.append(ins[len(W) - len(grads) - 1].T @ d)
    return grads[::-1]


# --- glue ---
def submission(w, x, y):
    return bias_trick(w, x, y)


CONVENTIONS = {"takes": "w x y", "gives": "nabla_w", "examples": "rows", "weights": "(in, out)", "biases": "last row"}
