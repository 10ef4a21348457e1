"""Every index by hand with np.ndindex, as somebody does who trusts no broadcasting."""

from math import exp

import numpy as np

LEAK = 0.01


def leaky(z):
    return z if z > 0 else LEAK * z


def leaky_slope(z):
    return 1.0 if z > 0 else LEAK


def logistic(z):
    return 1.0 / (1.0 + exp(-z))


def backprop(weights, biases, x, y):
    last, m = len(weights), x.shape[1]
    a, z = [x], []
    for l in range(last):
        z.append(np.zeros((weights[l].shape[0], m)))
        a.append(np.zeros_like(z[l]))
        for j, s in np.ndindex(*z[l].shape):
            z[l][j, s] = biases[l][j, 0]
            for k in range(weights[l].shape[1]):
                z[l][j, s] += weights[l][j, k] * a[l][k, s]
            a[l + 1][j, s] = logistic(z[l][j, s]) if l == last - 1 else leaky(z[l][j, s])
    delta = [np.zeros_like(v) for v in z]
    for j, s in np.ndindex(*y.shape):
        out = a[last][j, s]
        delta[-1][j, s] = (out - y[j, s]) * out * (1 - out)
    for l in range(last - 2, -1, -1):
        for k, s in np.ndindex(*z[l].shape):
            for j in range(weights[l + 1].shape[0]):
                delta[l][k, s] += weights[l + 1][j, k] * delta[l + 1][j, s]
            delta[l][k, s] *= leaky_slope(z[l][k, s])
    gw, gb = [np.zeros_like(w) for w in weights], [np.zeros_like(b) for b in biases]
    for l in range(last):
        for j, s in np.ndindex(*z[l].shape):
            gb[l][j, 0] += delta[l][j, s] / m
            for k in range(weights[l].shape[1]):
                gw[l][j, k] += delta[l][j, s] * a[l][k, s] / m
    return gb, gw


# --- adapter ---
check_me = backprop
DECLARED = "activations=leaky_relu,leaky_relu,sigmoid"
# --- answer ---
WRONG = []
