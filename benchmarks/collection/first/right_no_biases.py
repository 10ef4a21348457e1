"""The tutorial network of a few lines: no biases, examples in rows, synapses that are changed in place at rate one."""

import numpy as np


def iterate(syn, X, y):
    layers = [X]
    for s in syn:
        layers.append(1 / (1 + np.exp(-np.dot(layers[-1], s))))
    error = y - layers[-1]
    deltas = []
    for k in range(len(syn), 0, -1):
        deltas.append(error * layers[k] * (1 - layers[k]))
        error = deltas[-1].dot(syn[k - 1].T)
    for k, delta in enumerate(reversed(deltas)):
        syn[k] += layers[k].T.dot(delta)


# --- adapter ---
check_me = iterate
DECLARED = "takes='w x y' gives=w eta=1 biases=none examples=rows weights='(in, out)' total=sum"
# --- answer ---
WRONG = []
