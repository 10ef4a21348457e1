"""A scorer for answers of plus and minus one, with the loss log(1 + exp(-y f)) and one vector of scores."""

import numpy as np


class Scorer:
    def __init__(self, hidden, out):
        self.hidden, self.out = hidden, out

    def scores(self, X):
        self.X = X
        self.Z = X @ self.hidden[0] + self.hidden[1]
        self.H = np.where(self.Z < 0, 0.0, self.Z)
        return np.ravel(self.H @ self.out[0] + self.out[1])

    def loss_and_grads(self, X, y):
        margins = y * self.scores(X)
        loss = np.logaddexp(0, -margins).mean()
        df = (-y / (1 + np.exp(margins)) / y.size)[:, None]
        dH = df @ self.out[0].T
        dH[self.Z < 0] = 0.0
        return loss, [X.T @ dH, self.H.T @ df], [dH.sum(0), df.sum(0)]


# --- adapter ---
def check_me(w, b, x, y):
    return Scorer((w[0], b[0]), (w[1], b[1])).loss_and_grads(x, y)


DECLARED = """activations=relu,identity cost=soft-margin targets='-1 and 1' y='(m,)' examples=rows weights='(in, out)'
biases='(n,)' gives='cost nabla_w nabla_b'"""
# --- answer ---
WRONG = []
