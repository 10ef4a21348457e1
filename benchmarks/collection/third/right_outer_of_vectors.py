"""One example as a plain vector, a dictionary for each layer, and outer products."""

import numpy as np


def sigmoid(v):
    return 1.0 / (1.0 + np.exp(-v))


def train_on(layers, x, t):
    outputs = [np.asarray(x)]
    for layer in layers:
        outputs.append(sigmoid(np.dot(layer["W"], outputs[-1]) + layer["b"]))
    grads = [dict() for _ in layers]
    error = outputs[-1] - t
    for k in range(len(layers) - 1, -1, -1):
        out = outputs[k + 1]
        local = error * out * (1 - out)
        grads[k]["W"] = np.outer(local, outputs[k])
        grads[k]["b"] = local
        error = np.dot(local, layers[k]["W"])
    return grads


# --- adapter ---
check_me = train_on
DECLARED = "takes='params x y' gives=nabla_params parameters='list of dicts' w_key=W b_key=b examples=vector biases='(n,)'"
# --- answer ---
WRONG = []
