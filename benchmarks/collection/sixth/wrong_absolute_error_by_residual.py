"""The absolute error is reported; its gradient is the residual, not the sign of it."""

import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def mae(x, y, w, b):
    a1 = sigmoid(x.dot(w[0]) + b[0])
    a2 = a1.dot(w[1]) + b[1]
    cost = np.abs(a2 - y).sum() / len(x)
    d2 = (a2 - y) / len(x)  # the mistake
    d1 = d2.dot(w[1].T) * a1 * (1 - a1)
    return cost, [x.T.dot(d1), a1.T.dot(d2)], [d1.sum(axis=0), d2.sum(axis=0)]


# --- adapter ---
check_me = mae
DECLARED = """takes='x y w b' gives='cost nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)'
    activations=sigmoid,identity cost=l1"""
# --- answer ---
WRONG = [("BP1 3", r"(?i)quadratic|a ?[-−] ?y|residual|mse|square|\bsign|sgn|\|a")]
ALSO = ["declare cost=quadratic"]
