"""Examples in rows with a 1 before them, biases in the first row of each matrix, leaky relu; right."""

import numpy as np

SLOPE = 0.01


def leaky(z):
    return np.where(z > 0, z, SLOPE * z)


def gradients(params, X, T):
    one = np.ones((X.shape[0], 1))
    A, Z = [X], []
    for P in params:
        Z.append(np.hstack((one, A[-1])) @ P)
        A.append(leaky(Z[-1]))
    A[-1] = Z[-1]
    E = (A[-1] - T) / X.shape[0]
    G = []
    for k in range(len(params) - 1, -1, -1):
        G.append(np.vstack((E.sum(axis=0), A[k].T @ E)))
        if k:
            E = E @ params[k][1:].T * np.where(Z[k - 1] > 0, 1.0, SLOPE)
    return G[::-1]


# --- glue ---
def submission(w, x, y):
    return gradients(w, x, y)


CONVENTIONS = {
    "activations": ["leaky_relu", "leaky_relu", "identity"],
    "takes": "w x y",
    "gives": "nabla_w",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "first row",
}
