"""fit changes the network that it is given, and returns nothing."""

import numpy as np


class Net:
    pass


def fit(net, X, Y, alpha):
    hs = [X]
    for W, c in zip(net.coefs_, net.intercepts_):
        hs.append(np.tanh(hs[-1] @ W + c))
    d = (hs[-1] - Y) * (1 - hs[-1] ** 2) / X.shape[0]
    for i in range(len(net.coefs_) - 1, -1, -1):
        below = (d @ net.coefs_[i].T) * (1 - hs[i] ** 2)
        net.coefs_[i] -= alpha * hs[i].T @ d
        net.intercepts_[i] -= alpha * d.sum(axis=0)
        d = below


# --- adapter ---
check_me = fit
DECLARED = """takes='params x y eta' gives=params parameters=object w_key=coefs_ b_key=intercepts_ examples=rows
    weights='(in, out)' biases='(n,)' activations=tanh,tanh"""
# --- answer ---
WRONG = []
