"""A step that returns the biases as they came; planted: bias never trained."""

import numpy as np


class Perceptrons:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def train(self, x, y, eta):
        h = [x]
        for w, b in zip(self.w, self.b, strict=True):
            h.append(np.tanh(w @ h[-1] + b))
        delta = (y - h[-1]) * (1 - h[-1] ** 2)
        changes = []
        for i in range(len(self.w) - 1, -1, -1):
            changes.append(eta * delta @ h[i].T / x.shape[1])
            delta = (self.w[i].T @ delta) * (1 - h[i] ** 2)
        for w, change in zip(self.w, reversed(changes), strict=True):
            w += change


# --- glue ---
def submission(w, b, x, y, eta):
    net = Perceptrons(w, b)
    net.train(x, y, eta)
    return net.w, net.b


CONVENTIONS = {"activations": "tanh", "takes": "w b x y eta", "gives": "w b"}
