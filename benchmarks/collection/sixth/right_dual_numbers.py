"""Forward mode by dual numbers: each parameter is nudged in turn, exactly."""

import numpy as np


class Dual:
    def __init__(self, value, part):
        self.value, self.part = value, part

    def __add__(self, other):
        return Dual(self.value + other.value, self.part + other.part)

    def __sub__(self, other):
        return Dual(self.value - other.value, self.part - other.part)

    def __matmul__(self, other):
        return Dual(self.value @ other.value, self.part @ other.value + self.value @ other.part)

    def tanh(self):
        t = np.tanh(self.value)
        return Dual(t, (1 - t**2) * self.part)

    def square(self):
        return Dual(self.value**2, 2 * self.value * self.part)

    def mean(self):
        return Dual(self.value.mean(), self.part.mean())


def constant(array):
    return Dual(array, np.zeros_like(array))


def loss(W, b, X, Y):
    hidden = (constant(X) @ W[0] + b[0]).tanh()
    return (hidden @ W[1] + b[1] - constant(Y)).square().mean()


def forward_mode(W, b, X, Y):
    W, b = [constant(w) for w in W], [constant(c) for c in b]
    gradients = []
    for parameter in W + b:
        gradient = np.zeros_like(parameter.value)
        for place in np.ndindex(gradient.shape):
            parameter.part[place] = 1
            gradient[place] = loss(W, b, X, Y).part
            parameter.part[place] = 0
        gradients.append(gradient)
    return gradients[: len(W)], gradients[len(W) :]


# --- adapter ---
check_me = forward_mode
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=tanh,identity
    half=False mean_over_outputs=True"""
# --- answer ---
WRONG = []
