"""A whole step with the sum over the batch and weight decay, functional, with a comprehension for each pass."""

import numpy as np


def logistic(z):
    return 1 / (1 + np.exp(-z))


def forward(x, layers):
    return [x] + (forward(logistic(x @ layers[0][0] + layers[0][1]), layers[1:]) if layers else [])


def backward(error, layers, outs):
    if not layers:
        return []
    (w, _), out = layers[-1], outs[-1]
    at = error * out * (1 - out)
    return [*backward(at @ w.T, layers[:-1], outs[:-1]), at]


def update(x, y, w, b, eta, decay=0.25):
    layers = list(zip(w, b))
    outs = forward(x, layers)
    errors = backward(outs[-1] - y, layers, outs)
    return (
        [wi - eta * (out.T @ e + decay * wi) for wi, out, e in zip(w, outs, errors)],
        [bi - eta * np.sum(e, axis=0, keepdims=True) for bi, e in zip(b, errors)],
    )


# --- adapter ---
check_me = update
DECLARED = """takes='x y w b eta' gives='w b' examples=rows weights='(in, out)' biases='(1, n)' total=sum l2=0.25"""
# --- answer ---
WRONG = []
