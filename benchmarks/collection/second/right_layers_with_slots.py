"""A list of layer objects that hold their parameters and receive their gradients."""

import numpy as np


class FullyConnected:
    __slots__ = ("weight", "bias", "weight_grad", "bias_grad", "inp", "out")

    def __init__(self, weight, bias):
        self.weight, self.bias = weight, bias

    def __call__(self, x):
        self.inp, self.out = x, 1 / (1 + np.exp(-(x @ self.weight + self.bias)))
        return self.out

    def pull(self, g):
        g = g * self.out * (1 - self.out)
        self.weight_grad, self.bias_grad = self.inp.T @ g, g.sum(axis=0)
        return g @ self.weight.T


# --- adapter ---
def check_me(w, b, x, y):
    layers = [FullyConnected(W, c) for W, c in zip(w, b)]
    for layer in layers:
        x = layer(x)
    g = (x - y) / len(y)
    for layer in reversed(layers):
        g = layer.pull(g)
    return [layer.weight_grad for layer in layers], [layer.bias_grad for layer in layers]


DECLARED = "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)'"
# --- answer ---
WRONG = []
