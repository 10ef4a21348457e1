"""Inside everything is a long double, and only what is returned is rounded to doubles."""

import numpy as np

wide = np.longdouble


def sigma(z):
    return wide(1) / (wide(1) + np.exp(-z))


def precise(weights, biases, X, Y):
    weights, biases = [w.astype(wide) for w in weights], [b.astype(wide) for b in biases]
    A = [X.astype(wide)]
    for w, b in zip(weights, biases):
        A.append(sigma(A[-1] @ w + b))
    E = A[-1] - Y
    cost = (E**2).sum() / 2
    gb, gw = [], []
    for w, out, inp in zip(weights[::-1], A[:0:-1], A[-2::-1]):
        D = E * out * (1 - out)
        gb.insert(0, D.sum(0).astype(float))
        gw.insert(0, (inp.T @ D).astype(float))
        E = D @ w.T
    return float(cost), gb, gw


# --- adapter ---
check_me = precise
DECLARED = "examples=rows weights='(in, out)' biases='(n,)' total=sum gives='cost nabla_b nabla_w'"
# --- answer ---
WRONG = []
