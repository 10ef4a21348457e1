"""The logistic function was put in for tanh, the slope stayed 1 - a²."""

import numpy as np


def act(z):
    return 1 / (1 + np.exp(-z))


def backprop(w, b, x, y):
    activations = [x]
    for matrix, offset in zip(w, b):
        activations.append(act(matrix @ activations[-1] + offset))
    delta = activations[-1] - y
    nabla_b, nabla_w = [delta], [delta @ activations[-2].T]
    for l in range(2, len(w) + 1):
        delta = (w[-l + 1].T @ delta) * (1 - activations[-l] ** 2)  # the mistake
        nabla_b.insert(0, delta)
        nabla_w.insert(0, delta @ activations[-l - 1].T)
    return nabla_b, nabla_w


# --- adapter ---
check_me = backprop
DECLARED = "examples=column cost=cross-entropy"
# --- answer ---
WRONG = [("BP2 2 3", r"1 ?[-−] ?\(?a|1 ?[-−] ?σ|tanh|a²|a\^2|\ba\*\*2|a squared|square of a")]
