"""Homogeneous coordinates: a one behind each input, the bias as last row of the matrix."""

import numpy as np


def homogeneous(Ws, X, Y):
    one = np.ones((len(X), 1))
    outs = [X]
    for W in Ws:
        outs.append(1 / (1 + np.exp(-np.concatenate([outs[-1], one], axis=1) @ W)))
    d, grads = (outs[-1] - Y) / len(X), []
    for W, inp in zip(reversed(Ws), reversed(outs[:-1])):
        grads.append(np.concatenate([inp, one], axis=1).T @ d)
        d = (d @ W[:-1].T) * inp * (1 - inp)
    return grads[::-1]


# --- adapter ---
check_me = homogeneous
DECLARED = """takes='w x y' gives=nabla_w biases='last row' weights='(in, out)' examples=rows cost=cross-entropy
    activations=sigmoid,sigmoid"""
# --- answer ---
WRONG = []
