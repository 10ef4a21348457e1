"""Neurons as objects, updated on the way back without NumPy; planted: weights already updated."""

import math


class Neuron:
    def __init__(self, weights, bias):
        self.weights, self.bias = weights, bias

    def fire(self, inputs):
        self.inputs = inputs
        self.output = 1 / (1 + math.exp(-self.bias - sum(w * i for w, i in zip(self.weights, inputs, strict=True))))
        return self.output

    def learn(self, error, rate):
        self.delta = error * self.output * (1 - self.output)
        self.weights = [w - rate * self.delta * i for w, i in zip(self.weights, self.inputs, strict=True)]
        self.bias -= rate * self.delta


def train(layers, inputs, targets, rate):
    for layer in layers:
        inputs = [neuron.fire(inputs) for neuron in layer]
    errors = [o - t for o, t in zip(inputs, targets, strict=True)]
    for layer in reversed(layers):
        for neuron, error in zip(layer, errors, strict=True):
            neuron.learn(error, rate)
        errors = [sum(n.weights[j] * n.delta for n in layer) for j in range(len(layer[0].weights))]


# --- glue ---
def submission(w, b, x, y, eta):
    layers = [[Neuron(n, c) for n, c in zip(*layer, strict=True)] for layer in zip(w, b, strict=True)]
    train(layers, x, y, eta)
    return [[n.weights for n in layer] for layer in layers], [[n.bias for n in layer] for layer in layers]


CONVENTIONS = {"takes": "w b x y eta", "gives": "w b", "examples": "list", "weights": "neurons"}
