"""A deep linear network as one product of matrices: left of each, right of each; no offsets."""

from functools import partial, reduce

import numpy as np

product = partial(reduce, np.dot)


def linear_chain(w, x, y):
    m = x.shape[1]
    end_to_end = product(w[::-1])
    residual = (np.dot(end_to_end, x) - y) / m
    correlation = np.dot(residual, x.T)
    grads = []
    for n in range(len(w)):
        above = product([np.eye(w[-1].shape[0]), *w[:n:-1]])
        below = product([*w[:n][::-1], np.eye(w[0].shape[1])])
        grads.append(np.linalg.multi_dot([above.T, correlation, below.T]))
    return grads


# --- adapter ---
check_me = linear_chain
DECLARED = "activations=identity,identity,identity,identity takes='w x y' gives=nabla_w biases=none"
# --- answer ---
WRONG = []
