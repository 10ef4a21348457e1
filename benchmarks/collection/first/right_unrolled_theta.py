"""All parameters in one vector, as an optimiser of SciPy wants them; cost and gradient are returned together."""

import numpy as np


def unpack(theta, sizes):
    parts, at = [], 0
    for n, k in zip(sizes[:-1], sizes[1:]):
        W = theta[at : at + n * k].reshape(k, n)
        at += n * k
        parts.append((W, theta[at : at + k].reshape(k, 1)))
        at += k
    return parts


def objective(theta, X, Y, sizes):
    parts, a = unpack(theta, sizes), [X]
    for W, c in parts:
        a.append(np.tanh(W @ a[-1] + c))
    J = 0.5 * np.sum((a[-1] - Y) ** 2) / X.shape[1]
    d, flat = (a[-1] - Y) / X.shape[1], []
    for (W, _), out, inp in zip(reversed(parts), reversed(a[1:]), reversed(a[:-1])):
        d = d * (1 - out**2)
        flat = [(d @ inp.T).ravel(), d.sum(axis=1), *flat]
        d = W.T @ d
    return J, np.concatenate(flat)


# --- adapter ---
DECLARED = "takes='theta x y' gives='cost nabla_theta' activations=tanh,tanh widths=3,4,2"


def check_me(theta, x, y):
    return objective(theta, x, y, [3, 4, 2])


# --- answer ---
WRONG = []
