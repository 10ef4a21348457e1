"""One step of stochastic gradient descent that shrinks the weights first, λ over the number of examples."""

import numpy as np

lmbda = 0.5


class Trainer:
    def __init__(self, weights, biases, rate):
        self.W = [np.array(W) for W in weights]
        self.b = [np.array(b) for b in biases]
        self.rate = rate

    def step(self, X, T):
        n = X.shape[1]
        A = [X]
        for W, b in zip(self.W, self.b, strict=True):
            A.append(1 / (1 + np.exp(-(W @ A[-1] + b))))
        err = A[-1] - T
        for k in reversed(range(len(self.W))):
            gw, gb = err @ A[k].T / n, err.mean(axis=1, keepdims=True)
            if k:
                err = self.W[k].T @ err * A[k] * (1 - A[k])
            self.W[k] *= 1 - self.rate * lmbda / n
            self.W[k] -= self.rate * gw
            self.b[k] -= self.rate * gb


# --- adapter ---
def check_me(w, b, x, y, eta):
    trainer = Trainer(w, b, eta)
    trainer.step(x, y)
    return trainer.W, trainer.b


DECLARED = "cost=cross-entropy takes='w b x y eta' gives='w b' l2=0.5 l2_over=m"
# --- answer ---
WRONG = []
