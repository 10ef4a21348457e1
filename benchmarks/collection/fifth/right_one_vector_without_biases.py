"""For an optimizer that wants one vector: three matrices without biases, cut out of theta and put back in place."""

import numpy as np

SHAPES = ((4, 3), (3, 4), (2, 3))


def split(theta):
    at = 0
    for rows, cols in SHAPES:
        yield theta[at : at + rows * cols].reshape(rows, cols)
        at += rows * cols


def objective_gradient(theta, x, y):
    mats = list(split(theta))
    u = x
    history = [u]
    for mat in mats:
        u = np.tanh(mat @ u)
        history.append(u)
    out = np.empty_like(theta)
    slots = list(split(out))
    sens = (u - y) * (1 - u**2) / x.shape[1]
    for mat, slot, below in zip(mats[::-1], slots[::-1], history[-2::-1]):
        slot[...] = sens @ below.T
        sens = (mat.T @ sens) * (1 - below**2)
    return out


# --- adapter ---
check_me = objective_gradient
DECLARED = "takes='theta x y' gives=nabla_theta biases=none activations=tanh,tanh,tanh widths=3,4,3,2"
# --- answer ---
WRONG = []
