"""A tape of array operations, the gradient of each tensor in .grad; right."""

import numpy as np


class Tensor:
    tape = []

    def __init__(self, data):
        self.data = np.asarray(data)
        self.grad = np.zeros_like(self.data)

    def _record(self, data, pull):
        out = Tensor(data)
        Tensor.tape.append((out, pull))
        return out

    def matmul(self, other):
        def pull(g):
            self.grad += g @ other.data.T
            other.grad += self.data.T @ g

        return self._record(self.data @ other.data, pull)

    def add_bias(self, bias):
        def pull(g):
            self.grad += g
            bias.grad += g.sum(axis=0)

        return self._record(self.data + bias.data, pull)

    def relu(self):
        def pull(g):
            self.grad += g * (self.data > 0)

        return self._record(np.maximum(self.data, 0), pull)

    def mse(self, target):
        error = self.data - target

        def pull(g):
            self.grad += g * 2 * error / error.size

        return self._record(np.mean(error**2), pull)


def backward():
    out, _ = Tensor.tape[-1]
    out.grad = np.ones_like(out.data)
    while Tensor.tape:
        node, pull = Tensor.tape.pop()
        pull(node.grad)


def network_loss(weights, biases, x, y):
    h = Tensor(x)
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        h = h.matmul(weight).add_bias(bias).relu()
    return h.matmul(weights[-1]).add_bias(biases[-1]).mse(y)


# --- glue ---
def submission(w, b, x, y):
    w, b = [Tensor(v) for v in w], [Tensor(v) for v in b]
    network_loss(w, b, x, y)
    backward()
    return [v.grad for v in w], [v.grad for v in b]


CONVENTIONS = {
    "activations": ["relu", "relu", "identity"],
    "gives": "nabla_w nabla_b",
    "half": False,
    "mean_over_outputs": True,
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(n,)",
}
