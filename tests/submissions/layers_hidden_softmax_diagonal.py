"""Activation objects, softmax in a hidden layer; planted: diagonal of softmax."""

import numpy as np


class Softmax:
    def __call__(self, z):
        e = np.exp(z - z.max(axis=0))
        self.out = e / e.sum(axis=0)
        return self.out

    def grad(self):
        return self.out * (1 - self.out)


class Tanh:
    def __call__(self, z):
        self.out = np.tanh(z)
        return self.out

    def grad(self):
        return 1 - self.out**2


def gradients(w, b, x, y):
    sigmas = [Tanh(), Softmax(), Tanh()]
    a = [x]
    for wi, bi, sigma in zip(w, b, sigmas, strict=True):
        a.append(sigma(wi @ a[-1] + bi))
    d = (a[-1] - y) / y.shape[1] * sigmas[-1].grad()
    nb, nw = [d.sum(axis=1, keepdims=True)], [d @ a[-2].T]
    for i in (1, 0):
        d = (w[i + 1].T @ d) * sigmas[i].grad()
        nb.insert(0, d.sum(axis=1, keepdims=True))
        nw.insert(0, d @ a[i].T)
    return nb, nw


# --- glue ---
submission = gradients
CONVENTIONS = {"activations": ["tanh", "softmax", "tanh"]}
