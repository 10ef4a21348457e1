"""λ/2 over weights and biases was meant, the biases are not shrunk; planted: weight decay on the weights alone."""

import numpy as np


def update(W, b, X, Y, eta, lam):
    acts = [X]
    for w, c in zip(W, b, strict=True):
        acts.append(np.tanh(w @ acts[-1] + c))
    delta = (acts[-1] - Y) * (1 - acts[-1] ** 2) / X.shape[1]
    new_w, new_b = [], []
    for i in reversed(range(len(W))):
        new_w.insert(0, W[i] * (1 - eta * lam) - eta * delta @ acts[i].T)
        new_b.insert(0, b[i] - eta * delta.sum(axis=1, keepdims=True))
        delta = (W[i].T @ delta) * (1 - acts[i] ** 2)
    return new_w, new_b


# --- glue ---
def submission(w, b, x, y, eta):
    return update(w, b, x, y, eta, lam=0.25)


CONVENTIONS = {"activations": "tanh", "takes": "w b x y eta", "gives": "w b", "l2": 0.25, "l2_on_biases": True}
