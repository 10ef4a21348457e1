"""Layers that are chained by >>, in rows."""

import numpy as np


class Piece:
    def __rshift__(self, other):
        return Chain([*getattr(self, "pieces", [self]), *getattr(other, "pieces", [other])])


class Chain(Piece):
    def __init__(self, pieces):
        self.pieces = pieces

    def __call__(self, x):
        for piece in self.pieces:
            x = piece(x)
        return x

    def back(self, g):
        for piece in self.pieces[::-1]:
            g = piece.back(g)
        return g


class Affine(Piece):
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, x):
        self.x = x
        return x @ self.W + self.b

    def back(self, g):
        self.dW, self.db = self.x.T @ g, g.sum(axis=0, keepdims=True)
        return g @ self.W.T


class Softplus(Piece):
    def __call__(self, x):
        self.x = x
        return np.logaddexp(0, x)

    def back(self, g):
        return g / (1 + np.exp(-self.x))


def gradient(W, b, x, y):
    affine = [Affine(*pair) for pair in zip(W, b)]
    net = affine[0] >> Softplus() >> affine[1] >> Softplus() >> affine[2]
    net.back(2 * (net(x) - y) / y.size)
    return [layer.dW for layer in affine], [layer.db for layer in affine]


# --- adapter ---
check_me = gradient
DECLARED = """examples=rows weights='(in, out)' biases='(1, n)' gives='nabla_w nabla_b'
activations=softplus,softplus,identity half=False mean_over_outputs=True"""
# --- answer ---
WRONG = []
