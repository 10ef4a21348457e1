"""Both passes are an accumulate of itertools: over the layers for a, over the layers from behind for the errors."""

from itertools import accumulate

import numpy as np


def step(h, layer):
    w, b = layer
    return np.tanh(w @ h + b)


def both_passes(layers, x, y):
    hs = list(accumulate(layers, step, initial=x))
    first = 2 * (hs[-1] - y) * (1 - hs[-1] ** 2)
    behind = zip([w for w, _ in layers[:0:-1]], hs[-2:0:-1])
    errors = list(accumulate(behind, lambda e, wh: (wh[0].T @ e) * (1 - wh[1] ** 2), initial=first))[::-1]
    return [(e @ h.T, e.sum(axis=1, keepdims=True)) for e, h in zip(errors, hs)]


# --- adapter ---
check_me = both_passes
DECLARED = """takes='params x y' gives=nabla_params parameters=pairs total=sum half=False activations=tanh,tanh,tanh"""
# --- answer ---
WRONG = []
