"""Continuation-passing style: a layer calls the rest of the net, and gets back the derivative by what it sent there."""

import numpy as np


def affine(w, b, act, slope, collect):
    def run(x, rest):
        z = w @ x + b
        dz = rest(act(z)) * slope(z)
        collect(dz, dz @ x.T)
        return w.T @ dz

    return run


def chain(layers, end):
    if not layers:
        return end
    head, rest = layers[0], chain(layers[1:], end)
    return lambda x: head(x, rest)


def gradient(ws, bs, x, y):
    found = []
    layers = [affine(w, b, np.tanh, lambda z: 1 / np.cosh(z) ** 2, lambda *d: found.append(d)) for w, b in zip(ws, bs)]
    chain(layers, lambda a: a - y)(x)
    found.reverse()
    return [d for d, _ in found], [d for _, d in found]


# --- adapter ---
check_me = gradient
DECLARED = "examples=column activations=tanh"
# --- answer ---
WRONG = []
