"""A trainer that is handed a network object and goes through its layers one after another, by their number."""

import numpy as np


class Trainer:
    """Weight decay is part of what it minimises."""

    decay = 0.625

    def __init__(self, net):
        self.net = net
        self.depth = len(net.weights)

    def slope(self, z):
        return 1.0 / np.square(1.0 + np.abs(z))

    def feed(self, x):
        self.z, self.a = {}, {0: x}
        for k in range(self.depth):
            self.z[k + 1] = np.matmul(self.net.weights[k], self.a[k]) + self.net.biases[k]
            self.a[k + 1] = self.z[k + 1] / (1.0 + np.abs(self.z[k + 1]))
        return self.a[self.depth]

    def gradient(self, x, y):
        dw, db = [None] * self.depth, [None] * self.depth
        error = self.feed(x) - y
        for k in range(self.depth, 0, -1):
            local = error * self.slope(self.z[k])
            db[k - 1] = np.mean(local, axis=1, keepdims=True)
            dw[k - 1] = np.matmul(local, self.a[k - 1].T) / x.shape[1] + self.decay * self.net.weights[k - 1]
            error = np.matmul(self.net.weights[k - 1].T, local)
        return dw, db


# --- adapter ---
def check_me(net, x, y):
    return Trainer(net).gradient(x, y)


DECLARED = """activations=softsign,softsign,softsign takes='params x y' gives='nabla_w nabla_b' parameters=object
w_key=weights b_key=biases l2=0.625"""
# --- answer ---
WRONG = []
