"""A trainer in the manner of an old library: it keeps everything in attributes, and the gradients with it."""

import numpy as np


class Trainer:
    def __init__(self, W, B):
        self.W, self.B = W, B
        self.L = len(W)

    def propagate(self, batch):
        self.a = {0: batch}
        for k in range(self.L):
            v = self.a[k] @ self.W[k].T + self.B[k].T
            self.a[k + 1] = np.maximum(v, 0) if k + 1 < self.L else v
        return self.a[self.L]

    def accumulate(self, batch, target):
        e = self.propagate(batch) - target
        self.grad_W, self.grad_B = {}, {}
        for k in range(self.L, 0, -1):
            self.grad_W[k] = e.T @ self.a[k - 1]
            self.grad_B[k] = e.sum(axis=0)[:, None]
            e = np.where(self.a[k - 1] > 0, e @ self.W[k - 1], 0)
        self.dw = [self.grad_W[k] for k in range(1, self.L + 1)]
        self.db = [self.grad_B[k] for k in range(1, self.L + 1)]
        return self


# --- adapter ---
def check_me(w, b, x, y):
    return Trainer(w, b).accumulate(x, y)


DECLARED = "gives='nabla_w nabla_b' attr='dw db' examples=rows total=sum activations=relu,relu,identity"
# --- answer ---
WRONG = []
