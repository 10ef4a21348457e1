"""One vector at a time with np.outer; planted: sigma prime of a at the output."""

import numpy as np


def squash(t):
    return np.tanh(t)


def squash_prime(t):
    return 1 - np.tanh(t) ** 2


def one_example(W, b, x, target):
    z, a = [], [x]
    for layer in range(len(W)):
        z.append(W[layer].dot(a[layer]) + b[layer])
        a.append(squash(z[layer]))
    delta = (a[-1] - target) * squash_prime(a[-1])
    db, dW = [delta], [np.outer(delta, a[-2])]
    for layer in range(len(W) - 2, -1, -1):
        delta = W[layer + 1].T.dot(delta) * squash_prime(z[layer])
        db.append(delta)
        dW.append(np.outer(delta, a[layer]))
    return db[::-1], dW[::-1]


# --- glue ---
submission = one_example
CONVENTIONS = {"activations": "tanh", "examples": "vector", "biases": "(n,)"}
