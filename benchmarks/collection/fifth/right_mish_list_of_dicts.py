"""Pure functions over a list of layers, each a dictionary with kernel and bias; mish inside, softmax on top."""

import numpy as np


def mish(z):
    return z * np.tanh(np.log1p(np.exp(z)))


def mish_slope(z):
    t = np.tanh(np.log1p(np.exp(z)))
    return t + z * (1 - t * t) / (1 + np.exp(-z))


def grad_fn(layers, batch, labels):
    z, seen = None, []
    h = batch
    for layer in layers:
        z = h @ layer["kernel"] + layer["bias"]
        seen.append((h, z))
        h = mish(z)
    e = np.exp(z - z.max(1, keepdims=True))
    g = (e / e.sum(1, keepdims=True) - labels) / len(batch)
    grads = []
    for depth, (layer, (below, _)) in enumerate(zip(layers[::-1], seen[::-1])):
        grads.append({"kernel": below.T @ g, "bias": g.sum(0)})
        if depth + 1 < len(layers):
            g = (g @ layer["kernel"].T) * mish_slope(seen[-depth - 2][1])
    return grads[::-1]


# --- adapter ---
check_me = grad_fn
DECLARED = """takes='params x y' gives=nabla_params parameters='list of dicts' w_key=kernel b_key=bias examples=rows
    weights='(in, out)' biases='(n,)' targets=one-hot activations=mish,mish,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = []
