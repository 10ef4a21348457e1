"""A dataclass of gradients that accumulate over a loop of examples."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Grads:
    weights: list = field(default_factory=list)
    biases: list = field(default_factory=list)

    def add(self, i, gw, gb):
        if len(self.weights) <= i:
            self.weights.append(np.zeros_like(gw))
            self.biases.append(np.zeros_like(gb))
        self.weights[i] += gw
        self.biases[i] += gb


def accumulate(w, b, X, Y):
    total, n = Grads(), len(X)
    for x, t in zip(X, Y):
        h = np.tanh(w[0] @ x + b[0])
        p = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
        d = p - t
        e = (1 - h**2) * (d @ w[1])
        total.add(0, np.outer(e, x) / n, e / n)
        total.add(1, np.outer(d, h) / n, d / n)
    return total


# --- adapter ---
check_me = accumulate
DECLARED = """gives='nabla_w nabla_b' attr='weights biases' examples=rows biases='(n,)' activations=tanh,sigmoid
    cost=cross-entropy"""
# --- answer ---
WRONG = []
