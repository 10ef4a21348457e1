"""A small network as one writes it after chapter 2 of the book: one example at a time, lists with an entry for each layer."""

from itertools import pairwise

import numpy as np


class Network:
    """A network of sigmoid neurons with the quadratic cost; `sizes` has the number of neurons of each layer, input first."""

    def __init__(self, sizes):
        rng = np.random.default_rng()
        self.weights = [rng.normal(size=(n, n_before)) for n_before, n in pairwise(sizes)]
        self.biases = [rng.normal(size=(n, 1)) for n in sizes[1:]]

    def feedforward(self, a):
        """The output for an input in a column."""
        for w, b in zip(self.weights, self.biases, strict=True):
            a = sigmoid(w @ a + b)
        return a

    def backprop(self, x, y):
        """The gradient of the cost of one example: nabla_b and nabla_w, one array for each layer."""
        zs, activations = [], [x]
        for w, b in zip(self.weights, self.biases, strict=True):
            zs.append(w @ activations[-1] + b)
            activations.append(sigmoid(zs[-1]))
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])  # BP1
        nabla_b, nabla_w = [delta], [delta @ activations[-2].T]  # BP3 and BP4
        for i in reversed(range(len(zs) - 1)):
            delta = (self.weights[i + 1].T @ delta) * sigmoid_prime(zs[i])  # BP2
            nabla_b.insert(0, delta)
            nabla_w.insert(0, delta @ activations[i].T)
        return nabla_b, nabla_w

    def update_mini_batch(self, mini_batch, eta):
        """One step of gradient descent with the learning rate eta, on a list of pairs (x, y)."""
        gradients = [self.backprop(x, y) for x, y in mini_batch]
        for i in range(len(self.weights)):
            self.biases[i] = self.biases[i] - eta * np.mean([nabla_b[i] for nabla_b, _ in gradients], axis=0)
            self.weights[i] = self.weights[i] - eta * np.mean([nabla_w[i] for _, nabla_w in gradients], axis=0)


def sigmoid(z):
    """σ(z)"""
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    """σ′(z)"""
    return sigmoid(z) * (1 - sigmoid(z))


def with_parameters(w, b):
    """A network that has these weights and biases."""
    network = Network([w[0].shape[1], *(len(bias) for bias in b)])
    network.weights, network.biases = list(w), list(b)
    return network


def check_me(w, b, x, y):
    """What is handed to nablacheck: the gradient of one example, at weights and biases that nablacheck chooses."""
    return with_parameters(w, b).backprop(x, y)


def check_my_step(w, b, x, y, eta):
    """The same for a step on a mini-batch with the examples in the columns of x and y: the new weights and biases."""
    network = with_parameters(w, b)
    network.update_mini_batch([(x[:, [i]], y[:, [i]]) for i in range(x.shape[1])], eta)
    return network.weights, network.biases
