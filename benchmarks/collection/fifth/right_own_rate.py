"""An epoch of one mini-batch in a class, at the rate 0.75 it was made with; what comes back are the new parameters."""

import numpy as np


class Trainer:
    rate = 0.75

    def __init__(self, weights, biases):
        self.weights = [np.array(w) for w in weights]
        self.biases = [np.array(b) for b in biases]

    def train_on_batch(self, rows, wanted):
        outs = [rows]
        for w, b in zip(self.weights, self.biases):
            outs.append(1 / (1 + np.exp(-(outs[-1] @ w + b))))
        signal = (outs.pop() - wanted) / len(rows)
        changes = []
        for w in self.weights[::-1]:
            below = outs.pop()
            changes.insert(0, (below.T @ signal, signal.sum(0)))
            signal = (signal @ w.T) * (below - below * below)
        for w, b, (dw, db) in zip(self.weights, self.biases, changes):
            w -= self.rate * dw
            b -= self.rate * db


def trained(w, b, x, y):
    trainer = Trainer(w, b)
    trainer.train_on_batch(x, y)
    return trainer.weights, trainer.biases


# --- adapter ---
check_me = trained
DECLARED = """gives='w b' eta=0.75 examples=rows weights='(in, out)' biases='(n,)' activations=sigmoid,sigmoid
    cost=cross-entropy"""
# --- answer ---
WRONG = []
