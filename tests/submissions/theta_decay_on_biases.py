"""One unrolled θ, matrices with a column of biases; planted: weight decay on the biases."""

from itertools import pairwise

import numpy as np


def unroll(theta, sizes):
    mats, at = [], 0
    for n_in, n_out in pairwise(sizes):
        mats.append(theta[at : at + n_out * (n_in + 1)].reshape(n_out, n_in + 1))
        at += n_out * (n_in + 1)
    return mats


def grad(theta, sizes, X, Y, lam):
    m = len(X)
    with_ones = lambda a: np.column_stack([np.ones(m), a])
    thetas = unroll(theta, sizes)
    acts = [with_ones(X)]
    for t in thetas:
        acts.append(with_ones(1 / (1 + np.exp(-acts[-1] @ t.T))))
    delta = acts[-1][:, 1:] - Y
    grads = []
    for t, a in zip(thetas[::-1], acts[-2::-1], strict=True):
        grads.append((delta.T @ a + lam * t) / m)
        delta = ((delta @ t) * a * (1 - a))[:, 1:]
    return np.concatenate([g.ravel() for g in grads[::-1]])


# --- glue ---
def submission(theta, x, y):
    return grad(theta, (3, 5, 4), x, y, lam=0.75)


CONVENTIONS = {
    "activations": ["sigmoid"] * 2,
    "cost": "cross-entropy",
    "widths": (3, 5, 4),
    "takes": "theta x y",
    "gives": "nabla_theta",
    "examples": "rows",
    "biases": "first column",
    "l2": 0.75,
    "l2_over": "m",
}
