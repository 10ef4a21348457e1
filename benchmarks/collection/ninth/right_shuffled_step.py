"""One step on a batch that is shuffled first, inputs and targets by the same permutation, with momentum left out."""

import numpy as np


class Trainer:
    def __init__(self, weights, biases, rate):
        self.weights, self.biases, self.rate = weights, biases, rate
        self.rng = np.random.default_rng(7)

    def forward(self, X):
        self.inputs = []
        for W, b in zip(self.weights, self.biases):
            self.inputs.append(X)
            X = np.maximum(X @ W.T + b, 0) if W is not self.weights[-1] else X @ W.T + b
        return X

    def step(self, X, Y):
        order = self.rng.permutation(len(X))
        X, Y = X[order], Y[order]
        grad = (self.forward(X) - Y) / len(X)
        changes = []
        for W, inp in zip(reversed(self.weights), reversed(self.inputs)):
            changes.append((grad.T @ inp, grad.sum(axis=0)))
            grad = grad @ W * (inp > 0)
        for i, (dW, db) in enumerate(reversed(changes)):
            self.weights[i] = self.weights[i] - self.rate * dW
            self.biases[i] = self.biases[i] - self.rate * db
        return self.weights, self.biases


# --- adapter ---
check_me = lambda w, b, x, y, eta: Trainer(list(w), list(b), eta).step(x, y)
DECLARED = "examples=rows biases='(n,)' takes='w b x y eta' gives='w b' activations=relu,relu,identity"
# --- answer ---
WRONG = []
