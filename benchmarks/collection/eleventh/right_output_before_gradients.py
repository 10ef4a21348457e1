"""One column through a network of leaky units; what it answered comes back before the gradients."""

import numpy as np


class Layer:
    leak = 0.25

    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, a):
        self.a = a
        self.z = self.w.dot(a) + self.b
        return np.maximum(self.z, self.leak * self.z)

    def backward(self, upper):
        self.delta = upper * np.heaviside(self.z, 1) + self.leak * upper * np.heaviside(-self.z, 0)
        return self.w.transpose().dot(self.delta)


def learn(ws, bs, x, y):
    layers = [Layer(*both) for both in zip(ws, bs)]
    a = x
    for layer in layers:
        a = layer.forward(a)
    upper = a - y
    for layer in layers[::-1]:
        upper = layer.backward(upper)
    return a, [layer.delta for layer in layers], [layer.delta.dot(layer.a.transpose()) for layer in layers]


# --- adapter ---
check_me = learn
DECLARED = "activations=prelu,prelu,prelu examples=column gives='output nabla_b nabla_w'"
# --- answer ---
WRONG = []
