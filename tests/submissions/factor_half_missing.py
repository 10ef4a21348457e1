"""Squares differentiated as 2(a − y) where the cost has ½; planted: times 2."""

import numpy as np


def gradient_of_squares(matrices, biases, point, label):
    if not matrices:
        return [], 2 * (point - label)
    pre = matrices[0] @ point + biases[0]
    rest, back = gradient_of_squares(matrices[1:], biases[1:], np.tanh(pre), label)
    delta = back * (1 - np.tanh(pre) ** 2)
    return [(np.outer(delta, point), delta), *rest], matrices[0].T @ delta


# --- glue ---
def submission(w, b, x, y):
    return tuple(zip(*gradient_of_squares(w, b, x, y)[0], strict=True))


CONVENTIONS = {"activations": "tanh", "gives": "nabla_w nabla_b", "examples": "vector", "biases": "(n,)"}
