"""Abstract base classes for layers and optimizers; the optimizer asks every layer for pairs of parameter and gradient."""

from abc import ABC, abstractmethod

import numpy as np


class Layer(ABC):
    @abstractmethod
    def forward(self, inputs): ...

    @abstractmethod
    def backward(self, grad): ...

    def parameters(self):
        return []


class Linear(Layer):
    def __init__(self, w, b):
        self.w, self.b = w.copy(), b.copy()

    def forward(self, inputs):
        self.inputs = inputs
        return inputs @ self.w + self.b

    def backward(self, grad):
        self.dw = self.inputs.T @ grad
        self.db = grad.sum(axis=0, keepdims=True)
        return grad @ self.w.T

    def parameters(self):
        return [(self.w, self.dw), (self.b, self.db)]


class Sigmoid(Layer):
    def forward(self, inputs):
        self.out = 0.5 * (1 + np.tanh(0.5 * inputs))
        return self.out

    def backward(self, grad):
        return grad * self.out * (1 - self.out)


class Optimizer(ABC):
    def __init__(self, layers, lr):
        self.layers, self.lr = layers, lr

    @abstractmethod
    def change(self, value, grad): ...

    def step(self):
        for layer in self.layers:
            for value, grad in layer.parameters():
                self.change(value, grad)


class GradientDescent(Optimizer):
    def change(self, value, grad):
        value -= self.lr * grad


def one_epoch(w, b, x, y, eta):
    linears = [Linear(*p) for p in zip(w, b)]
    layers = [layer for linear in linears for layer in (linear, Sigmoid())]
    out = x
    for layer in layers:
        out = layer.forward(out)
    grad = (out - y) / len(y)
    for layer in reversed(layers):
        grad = layer.backward(grad)
    GradientDescent(layers, eta).step()
    return [linear.w for linear in linears], [linear.b for linear in linears]


# --- adapter ---
check_me = one_epoch
DECLARED = "takes='w b x y eta' gives='w b' examples=rows weights='(in, out)' biases='(1, n)'"
# --- answer ---
WRONG = []
