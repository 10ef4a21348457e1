"""Class with update_mini_batch, a decaying step over a training set of a stated size, cross-entropy; right."""

import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


class Network:
    def __init__(self, weights, biases):
        self.weights = weights
        self.biases = biases

    def update_mini_batch(self, mini_batch, eta, lmbda, n):
        sum_b = [np.zeros_like(b) for b in self.biases]
        sum_w = [np.zeros_like(w) for w in self.weights]
        for x, y in mini_batch:
            delta_b, delta_w = self.backprop(x, y)
            sum_b = [s + d for s, d in zip(sum_b, delta_b, strict=True)]
            sum_w = [s + d for s, d in zip(sum_w, delta_w, strict=True)]
        step = eta / len(mini_batch)
        self.weights = [(1 - eta * (lmbda / n)) * w - step * s for w, s in zip(self.weights, sum_w, strict=True)]
        self.biases = [b - step * s for b, s in zip(self.biases, sum_b, strict=True)]

    def backprop(self, x, y):
        activations, zs = [x], []
        for b, w in zip(self.biases, self.weights, strict=True):
            zs.append(w @ activations[-1] + b)
            activations.append(sigmoid(zs[-1]))
        delta = activations[-1] - y
        deltas = [delta]
        for w, z in zip(self.weights[:0:-1], zs[-2::-1], strict=True):
            delta = (w.T @ delta) * sigmoid(z) * (1 - sigmoid(z))
            deltas.append(delta)
        deltas.reverse()
        return deltas, [d @ a.T for d, a in zip(deltas, activations[:-1], strict=True)]


# --- glue ---
def submission(w, b, x, y, eta):
    net = Network(w, b)
    batch = [(x[:, [i]], y[:, [i]]) for i in range(x.shape[1])]
    net.update_mini_batch(batch, eta, lmbda=0.5, n=40)
    return net.weights, net.biases


CONVENTIONS = {"cost": "cross-entropy", "takes": "w b x y eta", "gives": "w b", "l2": 0.5, "l2_over": 40}
