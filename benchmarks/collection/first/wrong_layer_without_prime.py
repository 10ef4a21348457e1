"""Modules in a list, where the one for tanh hands back what it gets."""

import numpy as np


class Dense:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return self.W @ x + self.b

    def backward(self, g):
        self.gW, self.gb = g @ self.x.T, g.sum(1, keepdims=True)
        return self.W.T @ g


class Tanh:
    def forward(self, x):
        return np.tanh(x)

    def backward(self, g):
        return g  # the mistake


class Sigmoid:
    def forward(self, x):
        self.s = 1 / (1 + np.exp(-x))
        return self.s

    def backward(self, g):
        return g * self.s * (1 - self.s)


# --- adapter ---
def check_me(w, b, x, y):
    net = [Dense(w[0], b[0]), Tanh(), Dense(w[1], b[1]), Tanh(), Dense(w[2], b[2]), Sigmoid()]
    out = x
    for part in net:
        out = part.forward(out)
    g = (out - y) / x.shape[1]
    for part in net[::-1]:
        g = part.backward(g)
    return [part.gb for part in net[::2]], [part.gW for part in net[::2]]


DECLARED = "activations=tanh,tanh,sigmoid"
# --- answer ---
WRONG = [("BP2 2 3", "without ⊙ σ′")]
