"""The bias is a last row of the weights, fed by a column of ones that is appended to every layer's input."""

import numpy as np


def add_ones(a):
    return np.hstack([a, np.ones((a.shape[0], 1))])


def backprop(Ws, X, Y):
    inputs = []
    a = X
    for W in Ws:
        inputs.append(add_ones(a))
        a = 1 / (1 + np.exp(-inputs[-1].dot(W)))
    n = len(X)
    delta = (a - Y) * a * (1 - a)
    result = []
    for W, inp in zip(Ws[::-1], inputs[::-1]):
        result.insert(0, inp.T.dot(delta) / n)
        back = delta.dot(W[:-1].T)
        delta = back * inp[:, :-1] * (1 - inp[:, :-1])
    return result


# --- adapter ---
check_me = backprop
DECLARED = "takes='w x y' gives=nabla_w biases='last row' weights='(in, out)' examples=rows"
# --- answer ---
WRONG = []
