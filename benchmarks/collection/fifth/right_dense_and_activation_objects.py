"""A small library of layers: Dense and Sigmoid are objects of their own, the mean squared error is over all outputs."""

import numpy as np


class Dense:
    def __init__(self, kernel, bias):
        self.kernel, self.bias = kernel, bias

    def forward(self, inputs):
        self.inputs = inputs
        return inputs @ self.kernel + self.bias

    def backward(self, upstream):
        self.kernel_grad = self.inputs.T @ upstream
        self.bias_grad = upstream.sum(axis=0, keepdims=True)
        return upstream @ self.kernel.T


class Sigmoid:
    def forward(self, inputs):
        self.outputs = 1 / (1 + np.exp(-inputs))
        return self.outputs

    def backward(self, upstream):
        return upstream * self.outputs * (1 - self.outputs)


def mse(predicted, wanted):
    return np.mean((predicted - wanted) ** 2), 2 * (predicted - wanted) / predicted.size


def gradients(kernels, biases, inputs, wanted):
    stack = [layer for pair in zip(kernels, biases) for layer in (Dense(*pair), Sigmoid())]
    for layer in stack:
        inputs = layer.forward(inputs)
    loss, upstream = mse(inputs, wanted)
    for layer in reversed(stack):
        upstream = layer.backward(upstream)
    return loss, [layer.kernel_grad for layer in stack[::2]], [layer.bias_grad for layer in stack[::2]]


# --- adapter ---
check_me = gradients
DECLARED = """gives='cost nabla_w nabla_b' examples=rows weights='(in, out)' biases='(1, n)' half=False
    mean_over_outputs=True"""
# --- answer ---
WRONG = []
