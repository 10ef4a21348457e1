"""Each layer is a generator that is resumed with what comes back; right."""

import numpy as np


def layer(w, b, a):
    out = np.tanh(w @ a + b)
    error = yield out
    delta = error * (1 - out * out)
    yield w.T @ delta, delta @ a.T, delta.sum(axis=1, keepdims=True)


def gradients(ws, bs, x, y):
    running, a = [], x
    for w, b in zip(ws, bs, strict=True):
        running.append(layer(w, b, a))
        a = next(running[-1])
    error, nabla = a - y, []
    while running:
        error, gw, gb = running.pop().send(error)
        nabla.append((gw, gb))
    return nabla[::-1]


# --- glue ---
def submission(w, b, x, y):
    return tuple(zip(*gradients(w, b, x, y), strict=True))


CONVENTIONS = {"activations": "tanh", "total": "sum", "gives": "nabla_w nabla_b"}
