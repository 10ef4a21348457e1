"""Backward through ReLU by the sign of what came out of it, which is never below zero: nothing is masked."""

import numpy as np


class Relu:
    def forward(self, x):
        self.out = np.maximum(x, 0)
        return self.out

    def backward(self, dout):
        dx = dout.copy()
        dx[self.out < 0] = 0  # the mistake
        return dx


class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T


# --- adapter ---
def check_me(w, b, x, y):
    layers, a = [Linear(w[0], b[0]), Relu(), Linear(w[1], b[1]), Relu(), Linear(w[2], b[2])], x
    for layer in layers:
        a = layer.forward(a)
    d = (a - y) / len(x)
    for layer in layers[::-1]:
        d = layer.backward(d)
    return [k.dW for k in layers[::2]], [k.db for k in layers[::2]]


DECLARED = "examples=rows weights='(in, out)' biases='(n,)' gives='nabla_w nabla_b' activations=relu,relu,identity"
# --- answer ---
WRONG = [("BP2 2 3", r"without ⊙ σ′|without σ′|σ′.* (is|was|taken (as|for)) 1\b|no (mask|σ′)|identity")]
