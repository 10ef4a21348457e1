"""Mean squared error in the style of a tutorial: the cost is a mean over the batch of squared distances."""

import numpy as np


class Net:
    def __init__(self, W, b):
        self.params = list(zip(W, b))

    def forward(self, X):
        self.cache = []
        for W, b in self.params:
            A = np.tanh(X @ W + b)
            self.cache.append((X, A))
            X = A
        return X

    def loss(self, X, Y):
        return np.square(self.forward(X) - Y).sum(axis=1).mean()

    def backward(self, X, Y):
        cost = self.loss(X, Y)
        dA = (self.cache[-1][1] - Y) / len(X)  # the mistake
        dWs, dbs = [], []
        for (W, _), (X_in, A) in zip(self.params[::-1], self.cache[::-1]):
            dS = dA * (1 - A**2)
            dWs.insert(0, np.einsum("ni,no->io", X_in, dS))
            dbs.insert(0, np.einsum("no->o", dS)[None])
            dA = np.einsum("no,io->ni", dS, W)
        return cost, dbs, dWs


# --- adapter ---
def check_me(w, b, x, y):
    return Net(w, b).backward(x, y)


DECLARED = """activations=tanh,tanh,tanh half=False examples=rows weights='(in, out)' biases='(1, n)'
gives='cost nabla_b nabla_w'"""
# --- answer ---
HALF = r"1/2|0\.5\b|½|[Hh]alf|halv|\b2\b|[Tt]wo\b|[Tt]wice"
WRONG = [
    ("", HALF, "BP1 4"),
]
ALSO = [("BP2 2 3", HALF), ("BP3 2 3 4", HALF), ("BP4 2 3 4", HALF)]
