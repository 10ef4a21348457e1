"""Layers that are put together with >>, a tiny language of a small library; the gradient runs through the parts."""

import numpy as np


class Part:
    def __rshift__(self, other):
        return Chain(self, other)


class Chain(Part):
    def __init__(self, first, second):
        self.first, self.second = first, second

    def run(self, signal):
        return self.second.run(self.first.run(signal))

    def back(self, gradient):
        return self.first.back(self.second.back(gradient))


class Dense(Part):
    def __init__(self, kernel, bias):
        self.kernel, self.bias = kernel, bias

    def run(self, signal):
        self.signal = signal
        return signal @ self.kernel + self.bias

    def back(self, gradient):
        self.d_kernel = np.einsum("mi,mo->io", self.signal, gradient)
        self.d_bias = gradient.sum(0)[None]
        return gradient @ self.kernel.T


class Squash(Part):
    """Softsign, z over one and |z|."""

    def run(self, signal):
        self.below = 1 + abs(signal)
        return signal / self.below

    def back(self, gradient):
        return gradient / self.below**2


def grads(kernels, biases, x, y):
    first, *others = layers = [Dense(kernel, bias) for kernel, bias in zip(kernels, biases)]
    net = first >> Squash()
    for layer in others:
        net = net >> layer >> Squash()
    net.back((net.run(x) - y) / len(x))
    return [layer.d_kernel for layer in layers], [layer.d_bias for layer in layers]


# --- adapter ---
check_me = grads
DECLARED = """examples=rows weights='(in, out)' biases='(1, n)' gives='nabla_w nabla_b'
    activations=softsign,softsign,softsign"""
# --- answer ---
WRONG = []
