"""The penalty is in the reported loss only where somebody adds it, and never in the gradient; planted: weight decay missing."""

import numpy as np


class Regressor:
    def __init__(self, w, b, lam):
        self.w, self.b, self.lam = w, b, lam

    def fit_gradient(self, X, y):
        h = [X]
        for w, b in zip(self.w, self.b, strict=True):
            h.append(np.tanh(h[-1].dot(w) + b))
        h[-1] = np.arctanh(h[-1])
        d = (h[-1] - y) / len(X)
        self.w_grad, self.b_grad = [], []
        for w, inp in zip(self.w[::-1], h[-2::-1], strict=True):
            self.w_grad.insert(0, inp.T.dot(d))
            self.b_grad.insert(0, d.sum(axis=0))
            d = d.dot(w.T) * (1 - inp**2)


# --- glue ---
def submission(w, b, x, y):
    model = Regressor(w, b, lam=0.5)
    model.fit_gradient(x, y)
    return model


CONVENTIONS = {
    "activations": ["tanh", "tanh", "identity"],
    "gives": "nabla_w nabla_b",
    "attr": "w_grad b_grad",
    "l2": 0.5,
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(n,)",
}
