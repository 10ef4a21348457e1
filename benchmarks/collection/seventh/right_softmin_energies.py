"""Low energy means likely: classes by softmin, so that the error of the energies has the other sign."""

import numpy as np


def energies(W, c, x):
    layers = [x]
    for Wi, ci in zip(W[:-1], c[:-1]):
        layers.append(np.tanh(ci + np.inner(Wi, layers[-1])))
    return layers, c[-1] + np.inner(W[-1], layers[-1])


def pull_down_the_truth(W, c, x, truth):
    layers, E = energies(W, c, x)
    gibbs = np.exp(E.min() - E)
    gibbs /= gibbs.sum()
    push = -gibbs
    push[truth] += 1
    dW, dc = [], []
    for Wi, v in zip(W[::-1], layers[::-1]):
        dW[:0] = [push[:, None] * v]
        dc[:0] = [push]
        push = np.inner(Wi.T, push) * (1 - v * v)
    return dc, dW


# --- adapter ---
check_me = pull_down_the_truth
DECLARED = """examples=vector biases='(n,)' targets=classes activations=tanh,tanh,softmin
    cost=categorical-cross-entropy"""
# --- answer ---
WRONG = []
