"""One offset for all neurons of a layer."""

import numpy as np


def shared_offset(weights, offsets, X, Y):
    acts = [X]
    for W, c in zip(weights, offsets):
        acts.append(np.tanh(W @ acts[-1] + c))
    d = (acts[-1] - Y) / X.shape[1] * (1 - acts[-1] ** 2)
    gw, gc = [], []
    for k in range(len(weights))[::-1]:
        gw.append(d @ acts[k].T)
        gc.append(d.sum())
        d = weights[k].T @ d * (1 - acts[k] ** 2)
    return gc[::-1], gw[::-1]


# --- adapter ---
check_me = shared_offset
DECLARED = "biases=shared activations=tanh,tanh"
# --- answer ---
WRONG = []
