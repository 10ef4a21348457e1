"""The layer multiplies by σ′ when it receives the gradient, and the sender below has multiplied by it already."""

import numpy as np


def sig(z):
    return 1 / (1 + np.exp(-z))


class Dense:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, x):
        self.x, self.a = x, sig(self.W @ x + self.b)
        return self.a

    def slope(self):
        return self.a * (1 - self.a)

    def back(self, g):
        g = g * self.slope()
        self.gW, self.gb = g @ self.x.T, g.sum(1, keepdims=True)
        return self.W.T @ g


def gradients(W, b, X, Y):
    net = [Dense(w, c) for w, c in zip(W, b, strict=True)]
    for layer in net:
        X = layer(X)
    g = (X - Y) / Y.shape[1]
    for layer, below in zip(net[::-1], net[-2::-1] + [None], strict=True):
        g = layer.back(g)
        if below:
            g = g * below.slope()  # a mistake
    return [layer.gb for layer in net], [layer.gW for layer in net]


# --- adapter ---
check_me = gradients
DECLARED = ""
# --- answer ---
WRONG = [("BP2 2 3", r"twice|squared|σ′\S*²|σ′.* ⊙ .*σ′|two times|once more|again")]
