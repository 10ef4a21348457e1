"""One mistake: the step of the weights has the rate, the step of the biases has none."""

import numpy as np


class SGD:
    def __init__(self, lr):
        self.lr = lr

    def step(self, weights, biases, dws, dbs):
        new_weights = [w - self.lr * g for w, g in zip(weights, dws)]
        new_biases = [b - g for b, g in zip(biases, dbs)]  # a mistake
        return new_weights, new_biases


def one_iteration(w, b, x, y, lr):
    acts = [x]
    for matrix, bias in zip(w, b):
        acts.append(1 / (1 + np.exp(-(acts[-1] @ matrix + bias))))
    d = (acts[-1] - y) * acts[-1] * (1 - acts[-1]) / len(x)
    dws, dbs = [], []
    for matrix, a in zip(w[::-1], acts[-2::-1]):
        dws.insert(0, a.T @ d)
        dbs.insert(0, d.sum(0))
        d = d @ matrix.T * a * (1 - a)
    return SGD(lr).step(w, b, dws, dbs)


# --- adapter ---
check_me = one_iteration
DECLARED = """takes='w b x y eta' gives='w b' examples=rows weights='(in, out)' biases='(n,)'"""
# --- answer ---
WRONG = [("BP3 2 3 4", r"η|\beta\b|rate|step size")]
