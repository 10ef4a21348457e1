"""Modules in a list, each with a forward and a backward that keeps its gradients."""

import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, dout):
        return dout * (1 - self.out**2)


class MSELoss:
    def forward(self, p, t):
        self.p, self.t = p, t
        return ((p - t) ** 2).mean()

    def backward(self):
        return 2 * (self.p - self.t) / self.p.size


# --- adapter ---
def check_me(w, b, x, y):
    layers = [part for W, c in zip(w, b) for part in (Affine(W, c), Tanh())]
    for layer in layers:
        x = layer.forward(x)
    loss = MSELoss()
    cost, dout = loss.forward(x, y), loss.backward()
    for layer in reversed(layers):
        dout = layer.backward(dout)
    return cost, [layer.dW for layer in layers[::2]], [layer.db for layer in layers[::2]]


DECLARED = """activations=tanh examples=rows weights='(in, out)' biases='(n,)' gives='cost nabla_w nabla_b'
    half=False mean_over_outputs=True"""
# --- answer ---
WRONG = []
