"""What comes in is standardised over the batch inside of the function, though the network was meant for x itself."""

import numpy as np


class Net:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def prepare(self, x):
        return (x - x.mean(axis=0)) / x.std(axis=0)

    def gradient(self, x, y):
        x = self.prepare(x)  # the mistake: not in here, where it depends on the batch
        h = [x]
        for wi, bi in zip(self.w, self.b):
            h.append(np.tanh(h[-1] @ wi + bi))
        e = (h[-1] - y) / len(y)
        grads = []
        for i in range(len(self.w) - 1, -1, -1):
            e = e * (1 - h[i + 1] ** 2)
            grads.append((h[i].T @ e, e.sum(0)))
            e = e @ self.w[i].T
        return [g for g, _ in grads[::-1]], [g for _, g in grads[::-1]]


# --- adapter ---
check_me = lambda w, b, x, y: Net(w, b).gradient(x, y)  # noqa: E731
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=tanh,tanh,tanh"""
# --- answer ---
WRONG = [("", r"(?i)standard|normali|input|\bx\b|mean|a\^1|cent(er|re)|deviation|scaled")]
