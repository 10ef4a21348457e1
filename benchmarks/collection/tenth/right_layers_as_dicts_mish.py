"""Layers are dictionaries with a weight and a bias; caches are kept beside them, never in them."""

import numpy as np
from numpy import tanh


def mish(z):
    return z * tanh(np.log1p(np.exp(z)))


def dmish(z):
    t = tanh(np.log1p(np.exp(z)))
    return t + z * (1 - t**2) / (1 + np.exp(-z))


def loss_and_grads(net, x, y):
    cache = []
    h = x
    for layer in net:
        pre = layer["weight"] @ h + layer["bias"]
        cache.append((h, pre))
        h = mish(pre)
    n_out, m = h.shape
    loss = ((h - y) ** 2).mean()
    up = 2 * (h - y) / (n_out * m)
    grads = [None] * len(net)
    while cache:
        h, pre = cache.pop()
        at = len(cache)
        up = up * dmish(pre)
        grads[at] = dict(weight=up @ h.T, bias=up @ np.ones((m, 1)))
        up = net[at]["weight"].T @ up
    return loss, grads


# --- adapter ---
check_me = loss_and_grads
DECLARED = (
    "takes='params x y' gives='cost nabla_params' parameters='list of dicts' w_key=weight b_key=bias activations=mish,mish "
    "half=False mean_over_outputs=True"
)
# --- answer ---
WRONG = []
