"""Examples are columns here, and `len` counts rows: the mean is taken over the number of inputs."""

import numpy as np


def tanh(z):
    return np.tanh(z)


def fit_gradients(X, y, w, b):
    m = len(X)  # the mistake: X.shape[1]
    z = [w[0] @ X + b[0]]
    z.append(w[1] @ tanh(z[0]) + b[1])
    z.append(w[2] @ tanh(z[1]) + b[2])
    d = [tanh(z[2]) - y]
    d[0] = d[0] / np.cosh(z[2]) ** 2
    d.insert(0, (w[2].T @ d[0]) / np.cosh(z[1]) ** 2)
    d.insert(0, (w[1].T @ d[0]) / np.cosh(z[0]) ** 2)
    inputs = [X, tanh(z[0]), tanh(z[1])]
    dw = [1 / m * e @ i.T for e, i in zip(d, inputs)]
    db = [1 / m * np.sum(e, axis=1, keepdims=True) for e in d]
    return dw, db


# --- adapter ---
check_me = fit_gradients
DECLARED = "takes='x y w b' gives='nabla_w nabla_b' activations=tanh,tanh,tanh"
# --- answer ---
N1 = (
    r"\bm ?/ ?(n\b|n_|n\^|n[₀-₉]|2\b)|\b2\.5\b|\b5 ?/ ?2\b|(number of|how many) (inputs?|features|rows)|input|feature"
    r"|\brows\b"
    r"|n_?\{?[1l]|n₁|\blen\b|instead of (by )?m\b|1 ?/ ?n\b|not (by )?m\b|\bm over n"
)
WRONG = [("", N1, "BP1 4", "BP4 2 3 4", "BP3 2 3 4")]
ALSO = [("BP1 4", N1), ("BP2 2 3", N1), ("BP3 2 3 4", N1), ("BP4 2 3 4", N1)]
