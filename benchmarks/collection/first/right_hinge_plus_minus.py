"""A two-class network with targets of minus one and one under the squared hinge."""

import numpy as np


def margins_gradient(w, b, X, y):
    hidden = [X]
    for W, c in zip(w[:-1], b[:-1]):
        hidden.append(np.tanh(W @ hidden[-1] + c))
    f = w[-1] @ hidden[-1] + b[-1]
    slack = np.maximum(0, 1 - y * f)
    d = -2 * y * slack / y.shape[1]
    db, dw = [], []
    for k in range(len(w) - 1, -1, -1):
        db.insert(0, d.sum(1, keepdims=True))
        dw.insert(0, d @ hidden[k].T)
        if k:
            d = (w[k].T @ d) * (1 - hidden[k] ** 2)
    return db, dw


# --- adapter ---
check_me = margins_gradient
DECLARED = "targets='-1 and 1' activations=tanh,tanh,identity cost=squared-hinge"
# --- answer ---
WRONG = []
