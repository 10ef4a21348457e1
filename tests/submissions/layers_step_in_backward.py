"""Layer objects that learn inside backward; planted: weights already updated."""

import numpy as np


class Linear:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x):
        self.x = x
        return self.w @ x + self.b

    def backward(self, grad, lr):
        self.w = self.w - lr * np.dot(grad, self.x.T)
        self.b = self.b - lr * np.sum(grad, axis=1, keepdims=True)
        return np.dot(self.w.T, grad)


class Sigmoid:
    def forward(self, z):
        self.s = 1 / (1 + np.exp(-z))
        return self.s

    def backward(self, grad, lr):
        return grad * self.s * (1 - self.s)


def fit_batch(stack, x, y, lr):
    out = x
    for layer in stack:
        out = layer.forward(out)
    grad = (out - y) / y.shape[1]
    for layer in stack[::-1]:
        grad = layer.backward(grad, lr)


# --- glue ---
def submission(w, b, x, y, eta):
    stack = [layer for wb in zip(w, b, strict=True) for layer in (Linear(*wb), Sigmoid())]
    fit_batch(stack, x, y, eta)
    return [layer.w for layer in stack[::2]], [layer.b for layer in stack[::2]]


CONVENTIONS = {"takes": "w b x y eta", "gives": "w b"}
