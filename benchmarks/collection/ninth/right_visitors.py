"""The net is a plain description; one visitor goes forward, another backward, and a third collects."""

import numpy as np


class Linear:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def accept(self, visitor):
        visitor.visit_linear(self)


class Silu:
    def accept(self, visitor):
        visitor.visit_silu(self)


class Forward:
    def __init__(self, x):
        self.value, self.seen = x, {}

    def visit_linear(self, layer):
        self.seen[layer] = self.value
        self.value = layer.w @ self.value + layer.b

    def visit_silu(self, layer):
        self.seen[layer] = self.value
        self.value = self.value / (1 + np.exp(-self.value))


class Backward:
    def __init__(self, seen, grad):
        self.seen, self.grad, self.found = seen, grad, {}

    def visit_linear(self, layer):
        self.found[layer] = self.grad, self.grad @ self.seen[layer].T
        self.grad = layer.w.T @ self.grad

    def visit_silu(self, layer):
        z = self.seen[layer]
        s = 1 / (1 + np.exp(-z))
        self.grad = self.grad * (s + z * s * (1 - s))


def gradients(w, b, x, y):
    linear = [Linear(*p) for p in zip(w, b)]
    net = [linear[0], Silu(), linear[1], Silu(), linear[2], Silu()]
    there = Forward(x)
    for layer in net:
        layer.accept(there)
    back = Backward(there.seen, there.value - y)
    for layer in reversed(net):
        layer.accept(back)
    return [back.found[layer][0] for layer in linear], [back.found[layer][1] for layer in linear]


# --- adapter ---
check_me = gradients
DECLARED = "examples=column activations=silu"
# --- answer ---
WRONG = []
