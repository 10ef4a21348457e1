"""A support vector machine with two hidden layers: labels of minus and plus one, squared hinge, examples in columns."""

import numpy as np


def smooth_svm(w, b, x, y):
    a1 = np.tanh(w[0] @ x + b[0])
    a2 = np.tanh(w[1] @ a1 + b[1])
    score = w[2] @ a2 + b[2]
    slack = np.maximum(0, 1 - y * score)
    d3 = -2 * y * slack
    d2 = (w[2].T @ d3) * (1 - a2**2)
    d1 = (w[1].T @ d2) * (1 - a1**2)
    n = x.shape[1]
    mean = lambda d: d.sum(axis=1).reshape(-1, 1) / n
    return [mean(d1), mean(d2), mean(d3)], [d1 @ x.T / n, d2 @ a1.T / n, d3 @ a2.T / n]


# --- adapter ---
check_me = smooth_svm
DECLARED = "activations=tanh,tanh,identity cost=squared-hinge targets='-1 and 1'"
# --- answer ---
WRONG = []
