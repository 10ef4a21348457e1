"""Stochastic descent on one sample, a row; the network is a class with a list of deltas, filled from the right."""

import numpy as np


class MLP:
    def __init__(self, coefs, intercepts):
        self.coefs_, self.intercepts_ = coefs, intercepts
        self.n_layers_ = len(coefs) + 1

    def _forward_pass(self, activations):
        for i in range(self.n_layers_ - 1):
            activations[i + 1] = activations[i] @ self.coefs_[i] + self.intercepts_[i]
            activations[i + 1] = 1 / (1 + np.exp(-activations[i + 1]))
        return activations

    def _backprop(self, row, target):
        activations = self._forward_pass([row] + [None] * (self.n_layers_ - 1))
        deltas = [None] * (self.n_layers_ - 1)
        last = self.n_layers_ - 2
        deltas[last] = activations[-1] - target
        deltas[last] *= activations[-1]
        deltas[last] *= 1 - activations[-1]
        for i in range(last, 0, -1):
            deltas[i - 1] = deltas[i] @ self.coefs_[i].T
            deltas[i - 1] *= activations[i]
            deltas[i - 1] *= 1 - activations[i]
        return [a.T @ d for a, d in zip(activations, deltas)], deltas


# --- adapter ---
def check_me(w, b, x, y):
    return MLP(w, b)._backprop(x, y)


DECLARED = "examples=row weights='(in, out)' biases='(1, n)' gives='nabla_w nabla_b'"
# --- answer ---
WRONG = []
