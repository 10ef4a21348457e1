"""Functional style: parameters are pairs, and a function that calls itself returns the gradients of all that is ahead."""

import numpy as np


def softsign(z):
    return z / (1 + np.abs(z))


def d_softsign(z):
    return 1 / (1 + np.abs(z)) ** 2


def walk(params, a, target):
    """The gradients of these layers, and what arrives at their input."""
    if not params:
        return [], (a - target) / len(target)
    (W, b), *rest = params
    z = a @ W + b
    ahead, g = walk(rest, softsign(z), target)
    g = g * d_softsign(z)
    return [(a.T @ g, g.sum(0)), *ahead], g @ W.T


# --- adapter ---
def check_me(params, x, y):
    return walk(params, x, y)[0]


DECLARED = (
    "takes='params x y' gives=nabla_params parameters=pairs examples=rows weights='(in, out)' biases='(n,)'"
    " activations=softsign,softsign"
)
# --- answer ---
WRONG = []
