"""Backpropagation with negative indices, for a net whose layers have the same width."""

import numpy as np


class Network:
    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases
        self.num_layers = len(weights) + 1

    @staticmethod
    def squash(z):
        return 1.0 / (1.0 + np.exp(-z))

    def backprop(self, x, y):
        nabla_b, nabla_w = list(self.biases), list(self.weights)
        activations = [x]
        for w, b in zip(self.weights, self.biases):
            activations.append(self.squash(w @ activations[-1] + b))
        delta = activations[-1] - y
        nabla_b[-1], nabla_w[-1] = delta, delta @ activations[-2].T
        for n in range(2, self.num_layers):
            out = activations[-n]
            delta = self.weights[-n].T @ delta * out * (1 - out)  # the mistake
            nabla_b[-n], nabla_w[-n] = delta, delta @ activations[-n - 1].T
        return nabla_b, nabla_w


# --- adapter ---
def check_me(w, b, x, y):
    return Network(w, b).backprop(x, y)


DECLARED = "activations=sigmoid,sigmoid,sigmoid cost=cross-entropy widths=4,4,4,4 examples=column"
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"\bw\^?\{?l\b\}?(?! ?\+)|w\^[23]|(another|other|wrong|same|this|previous|lower|earlier) (layer|w\b"
        r"|weight|matri)|layer('s)? (itself|own|below|before)"
        r"|own (w\b|weight|matri)|[Oo]ff by one|[Ii]ndex|one (layer )?too|below|one layer|weights\[-[nl]\]",
    ),
]
