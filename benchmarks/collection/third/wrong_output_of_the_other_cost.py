"""A cost object for each kind of network; the one of cross-entropy has the output error of the quadratic one."""

import numpy as np


class CrossEntropyCost:
    @staticmethod
    def fn(a, y):
        return -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))

    @staticmethod
    def delta(z, a, y):
        s = 1 / (1 + np.exp(-z))
        return (a - y) * s * (1 - s)  # the mistake


class Network2:
    def __init__(self, w, b, cost=CrossEntropyCost):
        self.w, self.b, self.cost = w, b, cost

    def gradient_and_cost(self, x, y):
        a, trace = x, []
        for W, c in zip(self.w, self.b):
            z = W @ a + c
            trace.append((a, z))
            a = 1 / (1 + np.exp(-z))
        value = self.cost.fn(a, y) / x.shape[1]
        delta = self.cost.delta(z, a, y) / x.shape[1]
        grads = []
        for l in reversed(range(len(self.w))):
            before, _ = trace[l]
            grads.append((delta @ before.T, delta.sum(axis=1, keepdims=True)))
            if l:
                delta = (self.w[l].T @ delta) * before * (1 - before)
        return value, grads[::-1]


# --- adapter ---
def check_me(w, b, x, y):
    value, grads = Network2(w, b).gradient_and_cost(x, y)
    return value, [g[0] for g in grads], [g[1] for g in grads]


DECLARED = "gives='cost nabla_w nabla_b' cost=cross-entropy"
# --- answer ---
WRONG = [("BP1 4", r"quadratic|σ′|sigmoid′|a\S* ?⊙? ?\(1 ?[−-] ?a")]
