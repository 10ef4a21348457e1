"""A trainer that gets its batch as a pair; the size of the batch is the length of what it got."""

import numpy as np


class Trainer:
    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases

    def activations_for(self, x):
        found = [x]
        for w, b in zip(self.weights, self.biases):
            found.append(1 / (1 + np.exp(-(w @ found[-1] + b))))
        return found

    def gradients_for(self, batch):
        size = len(batch)  # the mistake
        x, y = batch
        a = self.activations_for(x)
        delta = (a[-1] - y) * a[-1] * (1 - a[-1]) / size
        gradients = [(delta.sum(axis=1, keepdims=True), delta @ a[-2].T)]
        for l in range(2, len(a)):
            delta = self.weights[-l + 1].T @ delta * a[-l] * (1 - a[-l])
            gradients.append((delta.sum(axis=1, keepdims=True), delta @ a[-l - 1].T))
        return zip(*gradients[::-1])


# --- adapter ---
def check_me(w, b, x, y):
    return tuple(map(list, Trainer(w, b).gradients_for((x, y))))


DECLARED = "activations=sigmoid,sigmoid,sigmoid"
# --- answer ---
WRONG = [
    (
        "",
        r"(?i)m ?(/|÷|over|by) ?2|\b2\.5\b|\b5/2|(divi|mean|averag|÷|/)\w*.*\b(2|two|pair|length)\b|\blen\(|\bpair"
        r"|½ ?(·|\*)? ?m|(1/2|½|0\.5) ?(·|\*|×|times)? ?m\b"
        r"|1/m|\b2/m|divided by m\b|\bsum\b|total=sum|number of examples|batch size|size of the batch",
        "BP1 4",
        "BP3 2 3 4",
        "BP4 2 3 4",
    )
]
ALSO = (
    ("", r"(?i)(times|by|factor)? ?(of )?(1/2|0\.5|½)|halv|half"),
    ("BP1 4", r"(?i)(times|by|factor)? ?(of )?(1/2|0\.5|½)|halv|half"),
)
