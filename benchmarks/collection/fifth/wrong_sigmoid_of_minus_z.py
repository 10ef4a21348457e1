"""One mistake: the minus in the exponent of the sigmoid is forgotten, so that it falls."""

import numpy as np


def logistic(v):
    return 1.0 / (1.0 + np.exp(v))  # a mistake


class Net:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def predict(self, x):
        self.a = [x]
        for W, b in zip(self.W, self.b):
            self.a.append(logistic(W @ self.a[-1] + b))
        return self.a[-1]

    def gradient(self, x, y):
        d = self.predict(x) - y
        gb, gW = [], []
        for k in range(len(self.W) - 1, -1, -1):
            d = d * self.a[k + 1] * (1 - self.a[k + 1])
            gb.append(d)
            gW.append(d @ self.a[k].T)
            d = self.W[k].T @ d
        return self.a[-1], gb[::-1], gW[::-1]


# --- adapter ---
def check_me(w, b, x, y):
    return Net(w, b).gradient(x, y)


DECLARED = "gives='output nabla_b nabla_w' examples=column"
# --- answer ---
WRONG = [("", r"[−-] ?z|exp|minus|1 ?[−-] ?σ|sign|negat|falls|decreas|mirror|revers|complement")]
