"""zs[-l - 1] is typed for zs[-l]; hidden layers are equally wide."""

import numpy as np


def nielsen_like(w, b, x, y):
    a, zs = x, []
    activations = [x]
    for W, c in zip(w, b):
        zs.append(np.dot(W, a) + c)
        a = 1 / (1 + np.exp(-zs[-1]))
        activations.append(a)
    s = lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2
    delta = (activations[-1] - y) * s(zs[-1])
    nb, nw = [delta], [np.dot(delta, activations[-2].transpose())]
    for l in range(2, len(w) + 1):
        z = zs[-l + 1]  # the mistake
        delta = np.dot(w[-l + 1].transpose(), delta) * s(z)
        nb.insert(0, delta)
        nw.insert(0, np.dot(delta, activations[-l - 1].transpose()))
    return nb, nw


# --- adapter ---
check_me = nielsen_like
DECLARED = "examples=column widths=4,4,4,4"
# --- answer ---
WRONG = [("BP2 2 3", "σ′\\(z\\^\\{l\\+1\\}\\) was used")]
