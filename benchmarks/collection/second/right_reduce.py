"""Functional style: the forward pass is a reduction, the way back a second one."""

from functools import reduce

import numpy as np


def forward_state(state, layer):
    W, c = layer
    return [*state, 1 / (1 + np.exp(-(W @ state[-1] + c)))]


def back_state(state, item):
    delta, grads = state
    (W, _), a_in, a_out = item
    dz = delta * a_out * (1 - a_out)
    return W.T @ dz, [(dz @ a_in.T, dz.sum(axis=1, keepdims=True)), *grads]


def functional(layers, X, Y):
    a = reduce(forward_state, layers, [X])
    items = list(zip(layers, a[:-1], a[1:]))[::-1]
    return reduce(back_state, items, ((a[-1] - Y) / X.shape[1], []))[1]


# --- adapter ---
check_me = functional
DECLARED = "takes='params x y' gives=nabla_params parameters=pairs"
# --- answer ---
WRONG = []
