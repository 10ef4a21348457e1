"""The step over a mini-batch: the gradients of single examples are added up, then the rate over the size is taken."""

import numpy as np


class Net:
    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases

    def update_mini_batch(self, mini_batch, eta):
        total_w = [np.zeros(w.shape) for w in self.weights]
        total_b = [np.zeros(b.shape) for b in self.biases]
        for x, y in mini_batch:
            for i, (gw, gb) in enumerate(self.one(x, y)):
                total_w[i] += gw
                total_b[i] += gb
        rate = eta / len(mini_batch)
        self.weights = [w - rate * g for w, g in zip(self.weights, total_w)]
        self.biases = [b - rate * g for b, g in zip(self.biases, total_b)]

    def one(self, x, y):
        outs = [x]
        for w, b in zip(self.weights, self.biases):
            outs.append(np.tanh(np.dot(w, outs[-1]) + b))
        d = outs[-1] - y
        found = []
        for w, before, after in zip(self.weights[::-1], outs[-2::-1], outs[::-1]):
            d = d * (1 - after**2)
            found.append((np.dot(d, before.T), d))
            d = np.dot(w.T, d)
        return found[::-1]


# --- adapter ---
def check_me(x, y, w, b, eta):
    net = Net(w, b)
    net.update_mini_batch([(x[:, [i]], y[:, [i]]) for i in range(x.shape[1])], eta)
    return net.weights, net.biases


DECLARED = "takes='x y w b eta' gives='w b' activations=tanh,tanh,tanh"
# --- answer ---
WRONG = []
