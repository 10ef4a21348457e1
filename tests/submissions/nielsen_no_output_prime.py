"""Class with lists, one column at a time; planted: sigma prime missing at the output."""

import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def sigma_prime(z):
    return sigma(z) * (1 - sigma(z))


class Net:
    def __init__(self, ws, bs):
        self.ws, self.bs = ws, bs

    def cost_derivative(self, output, y):
        return output - y

    def gradient(self, x, y):
        zs, acts = [], [x]
        for w, b in zip(self.ws, self.bs, strict=True):
            zs.append(w @ acts[-1] + b)
            acts.append(sigma(zs[-1]))
        error = self.cost_derivative(acts[-1], y)
        grads_b, grads_w = [error], [error @ acts[-2].T]
        for i in range(len(self.ws) - 1, 0, -1):
            error = (self.ws[i].T @ error) * sigma_prime(zs[i - 1])
            grads_b.insert(0, error)
            grads_w.insert(0, error @ acts[i - 1].T)
        return grads_b, grads_w


# --- glue ---
def submission(w, b, x, y):
    return Net(w, b).gradient(x, y)


CONVENTIONS = {"examples": "column"}
