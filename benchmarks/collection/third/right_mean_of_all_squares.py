"""The mean of all squares, over examples and outputs, as np.mean gives it; the layers keep their gradients."""

import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b, self.dW, self.db = W, b, None, None

    def __call__(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def grad(self, dout):
        self.dW = dout.T @ self.x
        self.db = dout.sum(axis=0)
        return dout @ self.W


class LeakyReLU:
    def __call__(self, x):
        self.positive = x > 0
        return np.where(self.positive, x, 0.01 * x)

    def grad(self, dout):
        return np.where(self.positive, dout, 0.01 * dout)


class MSE:
    def __call__(self, a, t):
        self.diff = a - t
        return np.mean(self.diff**2)

    def grad(self):
        return 2 * self.diff / self.diff.size


# --- adapter ---
def check_me(w, b, x, y):
    net, mse, a = [Affine(w[0], b[0]), LeakyReLU(), Affine(w[1], b[1]), LeakyReLU(), Affine(w[2], b[2])], MSE(), x
    for f in net:
        a = f(a)
    cost, g = mse(a, y), mse.grad()
    for f in net[::-1]:
        g = f.grad(g)
    return cost, [f.dW for f in net[::2]], [f.db for f in net[::2]]


DECLARED = (
    "examples=rows biases='(n,)' gives='cost nabla_w nabla_b' half=False mean_over_outputs=True"
    " activations=leaky_relu,leaky_relu,identity"
)
# --- answer ---
WRONG = []
