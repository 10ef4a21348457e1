"""For one column: the chain rule as a product of whole Jacobi matrices, from the left, as in a lecture on calculus."""

import numpy as np


def jacobians(Ws, bs, x):
    outputs, J = [x], []
    for W, b in zip(Ws, bs, strict=True):
        outputs.append(np.tanh(W @ outputs[-1] + b))
        J.append(np.diag(1 - outputs[-1].ravel() ** 2))
    return outputs, J


def gradient(Ws, bs, x, y):
    outputs, J = jacobians(Ws, bs, x)
    row = (outputs[-1] - y).T
    gW, gb = [], []
    for k in range(len(Ws) - 1, -1, -1):
        row = row @ J[k]
        gb.append(row.T)
        gW.append(np.kron(row.T, outputs[k].T))
        row = row @ Ws[k]
    return gW[::-1], gb[::-1]


# --- adapter ---
check_me = gradient
DECLARED = "activations=tanh examples=column targets='-1 and 1' gives='nabla_w nabla_b'"
# --- answer ---
WRONG = []
