"""A one-file library with `net.add`: every layer keeps its input, and the loss object starts the way back."""

import numpy as np


class Dense:
    def __init__(self, kernel, bias):
        self.kernel, self.bias = kernel, bias

    def __call__(self, inputs):
        self.inputs = inputs
        return inputs @ self.kernel + self.bias

    def backward(self, upstream):
        self.grad_kernel = self.inputs.T @ upstream
        self.grad_bias = upstream.sum(axis=0, keepdims=True)
        return upstream @ self.kernel.T


class Tanh:
    def __call__(self, inputs):
        self.outputs = np.tanh(inputs)
        return self.outputs

    def backward(self, upstream):
        return upstream * (1 - self.outputs**2)


class SoftmaxCrossEntropy:
    def __call__(self, logits, labels):
        exps = np.exp(logits - logits.max(axis=1, keepdims=True))
        self.probs, self.labels = exps / exps.sum(axis=1, keepdims=True), labels
        return -np.log(self.probs[np.arange(len(labels)), labels]).mean()

    def backward(self):
        grad = self.probs.copy()
        grad[np.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)


class Sequential:
    def __init__(self):
        self.layers = []

    def add(self, layer):
        self.layers.append(layer)
        return self

    def gradients(self, inputs, labels, loss):
        for layer in self.layers:
            inputs = layer(inputs)
        loss(inputs, labels)
        upstream = loss.backward()
        for layer in reversed(self.layers):
            upstream = layer.backward(upstream)
        dense = [layer for layer in self.layers if isinstance(layer, Dense)]
        return [layer.grad_kernel for layer in dense], [layer.grad_bias for layer in dense]


def sequential(w, b, x, y):
    net = Sequential()
    for number, (kernel, bias) in enumerate(zip(w, b), 1):
        net.add(Dense(kernel, bias))
        if number < len(w):
            net.add(Tanh())
    return net.gradients(x, y, SoftmaxCrossEntropy())


# --- adapter ---
check_me = sequential
DECLARED = """activations=tanh,tanh,softmax cost=categorical-cross-entropy targets=classes examples=rows
weights='(in, out)' biases='(1, n)' gives='nabla_w nabla_b'"""
# --- answer ---
WRONG = []
