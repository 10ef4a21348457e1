"""One error for the whole network: what is wrong at the outputs is added up, and every output answers for all of it."""

import numpy as np


class Perceptron:
    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases

    def feed(self, x):
        self.layers = [x]
        for w, b in zip(self.weights, self.biases):
            self.layers.append(1 / (1 + np.exp(-np.add(np.dot(w, self.layers[-1]), b))))
        return self.layers[-1]

    def error(self, x, t):
        return np.sum(self.feed(x) - t)  # the mistake

    def gradients(self, x, t):
        signal = self.error(x, t)
        pairs = []
        for layer, w, below in zip(self.layers[:0:-1], self.weights[::-1], self.layers[-2::-1]):
            signal = signal * layer * (1 - layer)
            pairs.append((signal, np.outer(signal, below)))
            signal = np.dot(w.T, signal)
        return [p[0] for p in pairs[::-1]], [p[1] for p in pairs[::-1]]


# --- adapter ---
def check_me(w, b, x, y):
    return Perceptron(w, b).gradients(x, y)


DECLARED = "examples=vector biases='(n,)'"
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"(?i)^(?!.*(over|along) the (batch|examples)).*((sum|Σ|mean|averag|total|added|adds|\ball\b|every|together).*(output"
        r"|residual|error|a\S*\s*[−-]\s*y|neuron|class|component|entr|δ|them)"
        r"|(output|residual|error|a\S*\s*[−-]\s*y|neuron|component|entr|δ).*(sum|mean|averag|total|added|together|\ball\b|every"
        r"|same|one number))",
        "",
    )
]
