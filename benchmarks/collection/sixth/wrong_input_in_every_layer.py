"""Every layer multiplies its error by the input of the network, not by its own."""

import numpy as np


def gradient_of(w, b, x, y):
    acts = [x]
    for matrix, offset in zip(w, b):
        acts.append(np.tanh(matrix @ acts[-1] + offset))
    delta = (acts[-1] - y) * (1 - acts[-1] ** 2)
    deltas = [delta]
    for matrix, act in zip(w[:0:-1], acts[-2:0:-1]):
        delta = matrix.T @ delta * (1 - act**2)
        deltas.insert(0, delta)
    return deltas, [d @ x.T for d in deltas]  # the mistake


# --- adapter ---
check_me = gradient_of
DECLARED = "examples=column widths=4,4,4,3 activations=tanh,tanh,tanh"
# --- answer ---
WRONG = [("BP4 3 4", r"(?i)\bx\b|input|a\^\{?[10]\}?(?!\d)|a¹|first layer|the examples?")]
