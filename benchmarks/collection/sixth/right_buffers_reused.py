"""No array is made twice: every product is written into a buffer, and the activations are overwritten by the errors."""

import numpy as np


class Workspace:
    def __init__(self, w, m):
        self.a = [np.empty((len(matrix), m)) for matrix in w]
        self.live = [np.empty((len(matrix), m), dtype=bool) for matrix in w]
        self.dw = [np.empty_like(matrix) for matrix in w]
        self.db = [np.empty((len(matrix), 1)) for matrix in w]


def in_place(x, y, w, b):
    m, last = x.shape[1], len(w) - 1
    space = Workspace(w, m)
    below = x
    for l, a in enumerate(space.a):
        np.matmul(w[l], below, out=a)
        np.add(a, b[l], out=a)
        if l < last:
            np.greater(a, 0, out=space.live[l])
            np.multiply(a, space.live[l], out=a)
        else:
            np.negative(a, out=a)
            np.exp(a, out=a)
            np.add(a, 1, out=a)
            np.reciprocal(a, out=a)
        below = a
    np.subtract(space.a[last], y, out=space.a[last])
    np.divide(space.a[last], m, out=space.a[last])
    for l in range(last, -1, -1):
        delta, below = space.a[l], space.a[l - 1] if l else x
        np.matmul(delta, below.T, out=space.dw[l])
        np.sum(delta, axis=1, keepdims=True, out=space.db[l])
        if l:
            np.matmul(w[l].T, delta, out=below)
            np.multiply(below, space.live[l - 1], out=below)
    return space.db, space.dw


# --- adapter ---
check_me = in_place
DECLARED = "takes='x y w b' activations=relu,relu,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = []
