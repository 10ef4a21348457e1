"""The softmax has a temperature left in it, and a decay that should be plain is divided by the examples."""

import numpy as np


class Softmax:
    temperature = 2

    def __call__(self, z):
        z = z / self.temperature  # a mistake: nobody asked for it
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)


class Model:
    decay = 0.25

    def __init__(self, kernels, biases):
        self.kernels, self.biases, self.top = kernels, biases, Softmax()

    def grads(self, x, labels):
        h = np.tanh(x @ self.kernels[0] + self.biases[0])
        p = self.top(h @ self.kernels[1] + self.biases[1])
        p[np.arange(len(labels)), labels] -= 1
        d0 = p @ self.kernels[1].T * (1 - h * h)
        n = len(x)
        dk = [(x.T @ d0 + self.decay * self.kernels[0]) / n, (h.T @ p + self.decay * self.kernels[1]) / n]  # a mistake
        return dk, [d0.sum(0) / n, p.sum(0) / n]


# --- adapter ---
check_me = lambda w, b, x, y: Model(w, b).grads(x, y)  # noqa: E731
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' targets=classes
    activations=tanh,softmax cost=categorical-cross-entropy l2=0.25"""
# --- answer ---
WRONG = [
    ("BP1 3", r"(?i)temperature|softmax|z ?/ ?2|½|1/2|0\.5|half|2 ?z"),
    ("BP4 2 3", r"(?i)λ|decay|penalty|l2|/ ?m|divided|over m|averag|mean"),
]
