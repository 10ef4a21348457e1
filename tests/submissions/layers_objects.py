"""Layer objects with forward and backward that keep their gradients, softmax and its loss fused; right."""

import numpy as np


class Dense:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.sum(axis=0)
        return grad @ self.W.T


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask


class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        self.p, self.labels = e / e.sum(axis=1, keepdims=True), labels
        return -np.sum(labels * np.log(self.p)) / len(labels)

    def backward(self):
        return (self.p - self.labels) / len(self.labels)


class Sequential:
    def __init__(self, w, b):
        self.dense = [Dense(*wb) for wb in zip(w, b, strict=True)]
        self.layers = [layer for d in self.dense for layer in (d, ReLU())][:-1]
        self.criterion = SoftmaxCrossEntropy()

    def step(self, x, y):
        for layer in self.layers:
            x = layer.forward(x)
        self.loss = self.criterion.forward(x, y)
        grad = self.criterion.backward()
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        self.weight_grads = [d.dW for d in self.dense]
        self.bias_grads = [d.db for d in self.dense]
        return self


# --- glue ---
def submission(w, b, x, y):
    return Sequential(w, b).step(x, y)


CONVENTIONS = {
    "activations": ["relu", "relu", "softmax"],
    "cost": "categorical-cross-entropy",
    "gives": "nabla_w nabla_b cost",
    "attr": "weight_grads bias_grads loss",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(n,)",
}
