"""The activation of the layer itself in ∇w, which runs where all widths are equal; planted: activation of another layer."""

import numpy as np


class Layer:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, inputs):
        self.output = 1 / (1 + np.exp(-(inputs @ self.w + self.b)))
        return self.output

    def backward(self, error):
        delta = error * self.output * (1 - self.output)
        self.w_grad = self.output.T @ delta
        self.b_grad = delta.sum(axis=0)
        return delta @ self.w.T


class Model:
    def __init__(self, w, b):
        self.layers = [Layer(*pair) for pair in zip(w, b, strict=True)]

    def loss_backward(self, x, y):
        for layer in self.layers:
            x = layer.forward(x)
        error = (x - y) / len(y)
        for layer in self.layers[::-1]:
            error = layer.backward(error)


# --- glue ---
def submission(w, b, x, y):
    model = Model(w, b)
    model.loss_backward(x, y)
    return [layer.w_grad for layer in model.layers], [layer.b_grad for layer in model.layers]


CONVENTIONS = {"gives": "nabla_w nabla_b", "examples": "rows", "weights": "(in, out)", "biases": "(n,)", "widths": (3, 3, 3, 3)}
