"""Functions as in a tensor library: linear, tanh, log_softmax, nll, each with its backward, labels as numbers."""

import numpy as np


def log_softmax(z):
    top = z.max(1, keepdims=True)
    return z - top - np.log(np.sum(np.exp(z - top), 1, keepdims=True))


def log_softmax_backward(g, out):
    return g - np.exp(out) * g.sum(1, keepdims=True)


def nll_backward(out, labels):
    g = np.zeros_like(out)
    np.put_along_axis(g, labels[:, None], -1 / len(labels), 1)
    return g


def everything(W1, b1, W2, b2, x, labels):
    h = np.tanh(x @ W1.T + b1)
    out = log_softmax(h @ W2.T + b2)
    g2 = log_softmax_backward(nll_backward(out, labels), out)
    g1 = (g2 @ W2) * (1 - h * h)
    return (g1.T @ x, g2.T @ h), (g1.sum(0), g2.sum(0))


# --- adapter ---
def check_me(w, b, x, y):
    return everything(w[0], b[0], w[1], b[1], x, y)


DECLARED = "activations=tanh,log_softmax cost=nll targets=classes examples=rows biases='(n,)' gives='nabla_w nabla_b'"
# --- answer ---
WRONG = []
