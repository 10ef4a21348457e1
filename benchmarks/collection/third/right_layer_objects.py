"""A little library: Dense and Softplus layers in a list, each with its forward and its backward."""

import numpy as np


class Dense:
    def __init__(self, weights, bias):
        self.weights, self.bias = weights, bias

    def forward(self, inputs):
        self.inputs = inputs
        return self.weights @ inputs + self.bias

    def backward(self, grad):
        self.grad_weights = grad @ self.inputs.T
        self.grad_bias = np.sum(grad, axis=1, keepdims=True)
        return self.weights.T @ grad


class Softplus:
    def forward(self, inputs):
        self.inputs = inputs
        return np.logaddexp(0, inputs)

    def backward(self, grad):
        return grad / (1 + np.exp(-self.inputs))


class Sequential:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad


# --- adapter ---
def check_me(net, x, y):
    dense = [Dense(w, b) for w, b in zip(net.weights, net.biases)]
    model = Sequential([dense[0], Softplus(), dense[1], Softplus(), dense[2]])
    model.backward((model.forward(x) - y) / x.shape[1])
    return [d.grad_weights for d in dense], [d.grad_bias for d in dense]


DECLARED = (
    "takes='params x y' gives='nabla_w nabla_b' parameters=object w_key=weights b_key=biases"
    " activations=softplus,softplus,identity"
)
# --- answer ---
WRONG = []
