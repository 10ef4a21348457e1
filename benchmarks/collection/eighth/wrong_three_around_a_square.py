"""A regression with tanh: the two of the square is kept, another square has moved, and means are taken of means."""

import numpy as np


class Regressor:
    def __init__(self, weights, biases):
        self.W, self.b = weights, biases

    def predict(self, X):
        self.Z, self.A = [], [X]
        for W, b in zip(self.W, self.b):
            self.Z.append(self.A[-1].dot(W.T) + b)
            self.A.append(np.tanh(self.Z[-1]))
        self.A[-1] = self.Z[-1]
        return self.A[-1]

    def partial(self, X, Y):
        delta = 2 * (self.predict(X) - Y) / X.shape[0]  # the mistake: half the square has no two
        dW, db = {}, {}
        for i in sorted(range(len(self.W)), reverse=True):
            dW[i] = delta.T.dot(self.A[i])
            db[i] = np.mean(delta, axis=0)  # the mistake: delta is divided already
            if i:
                delta = delta.dot(self.W[i]) * (1 - np.tanh(self.Z[i - 1] ** 2))  # the mistake: the square of tanh
        return [dW[i] for i in sorted(dW)], [db[i] for i in sorted(db)]


# --- adapter ---
def check_me(w, b, x, y):
    return Regressor(w, b).partial(x, y)


DECLARED = "gives='nabla_w nabla_b' examples=rows biases='(n,)' activations=tanh,tanh,identity"
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"(?i)\b2 times|twice|times 2|doubl|factor (of )?(2|two)|\b2 ?(·|\*|×)? ?\(a|(½|1/2|half).*(miss|lack|gone"
        r"|forg|without|not)|half=False|(without|no|missing|forgot\w*|lacks) (the |its )?(½|1/2|half)|\b2/m|\b0\.4\b|2/5",
        "",
        "BP4 4",
    ),
    (
        "BP2 2 3",
        r"(?i)tanh\(\s*\(?z(\^\{?l\}?)?\)?\s*(²|\^\{?2|\*\*\s*2)|squar\w*.*(inside|argument|before|\bz\b|wrong place"
        r"|moved)|(inside|argument|\bz\b).*squar|tanh\(z·z|tanh of z²",
    ),
    (
        "BP3 2 3 4",
        r"(?i)1/m\b|\bm twice|twice.*(\bm\b|mean|divi|averag)|(mean|averag|divi)\w*.*(twice|again|once more|second|m²"
        r"|m\^2)|mean of (the )?mean|mean.*(instead of|for|not|rather than|where) (a |the )?sum|\b0\.2\b|\b1/5"
        r"|\bm times|\b5 times|times m\b|divided by m\b|m too (small|often)|by m\b|mean.*where BP3 has the sum",
        "BP4 2 3 4",
        "",
    ),
]
ALSO = (
    ("BP3 2 3 4", r"(?i)\b2/m|\b0\.4\b|2/5"),
    ("BP4 2 3 4", r"(?i)\b2 times|times 2|twice|doubl"),
    ("BP3 2 3 4", r"(?i)\b2 times"),
)
