"""Slopes in a table, each written in terms of the output alone, so that no weighted input has to be kept."""

import numpy as np

FORWARD = {
    "leaky": lambda z: np.where(z > 0, z, 0.01 * z),
    "tanh": np.tanh,
    "logistic": lambda z: 1 / (1 + np.exp(-z)),
}
SLOPE = {
    "leaky": lambda a: 0.01 + 0.99 * (a > 0),
    "tanh": lambda a: (1 - a) * (1 + a),
    "logistic": lambda a: a - a * a,
}
KINDS = ["leaky", "tanh", "logistic"]


def backprop(ws, bs, x, y):
    outputs = [x]
    for w, b, kind in zip(ws, bs, KINDS):
        outputs.append(FORWARD[kind](w @ outputs[-1] + b))
    upstream = 2 * (outputs[-1] - y) / y.size
    dws, dbs = {}, {}
    for i, kind in reversed(list(enumerate(KINDS))):
        local = upstream * SLOPE[kind](outputs[i + 1])
        dws[i], dbs[i] = np.inner(local, outputs[i]), local.sum(1, keepdims=True)
        upstream = np.dot(ws[i].T, local)
    return [dws[i] for i in range(3)], [dbs[i] for i in range(3)]


# --- adapter ---
check_me = backprop
DECLARED = """gives='nabla_w nabla_b' activations=leaky_relu,tanh,sigmoid half=False mean_over_outputs=True"""
# --- answer ---
WRONG = []
