"""A layer is a function that returns its value and the function for the way back; one example, a vector."""

import numpy as np


def affine(W, b):
    return lambda v: (W @ v + b, lambda g: (W.T @ g, (np.multiply.outer(g, v), g)))


def swish():
    def forward(z):
        s = 1 / (1 + np.exp(-z))
        return z * s, lambda g: (g * (s + z * s * (1 - s)), None)

    return forward


def half_squared_distance(y):
    return lambda a: (0.5 * (a - y) @ (a - y), lambda: a - y)


def chain(layers, loss, v):
    backs = []
    for layer in layers:
        v, back = layer(v)
        backs.append(back)
    _, start = loss(v)
    g, found = start(), []
    for back in backs[::-1]:
        g, grads = back(g)
        found += [grads] if grads else []
    return found[::-1]


def pairs_of_gradients(params, x, y):
    return chain([f for W, b in params for f in (affine(W, b), swish())], half_squared_distance(y), x)


# --- adapter ---
check_me = pairs_of_gradients
DECLARED = "activations=silu,silu,silu takes='params x y' gives=nabla_params parameters=pairs examples=vector biases='(n,)'"
# --- answer ---
WRONG = []
