"""The step of the weights was typed as =- where -= was meant."""

import numpy as np


class MLP:
    def __init__(self, W, b, lr):
        self.W, self.b, self.lr = list(W), list(b), lr

    def fit_batch(self, X, y):
        acts = [X]
        for W, b in zip(self.W, self.b):
            acts.append(np.tanh(acts[-1] @ W + b))
        delta = (acts[-1] - y) * (1 - acts[-1] ** 2) / len(X)
        for i in reversed(range(len(self.W))):
            dW, db = acts[i].T @ delta, delta.sum(axis=0)
            delta = delta @ self.W[i].T * (1 - acts[i] ** 2)
            self.W[i] = -self.lr * dW  # a mistake
            self.b[i] = self.b[i] - self.lr * db
        return self.W, self.b


# --- adapter ---
check_me = lambda w, b, x, y, eta: MLP(w, b, eta).fit_batch(x, y)
DECLARED = "examples=rows weights='(in, out)' biases='(n,)' takes='w b x y eta' gives='w b' activations=tanh"
# --- answer ---
LOST = (
    r"(?i)w(\^l)? (itself )?(is|was|got|has been) (lost|forgotten|missing|dropped|left out|added|replaced|not|overwritten"
    r"|set)"
    r"|(without|forgets|lacks|loses|misses|drops|no) (the )?(old )?(w\b|weights?)|old (w\b|weights)|=-|= ?[−-]|[−-]=|(added"
    r"|adds|plus|\+) (the )?w\b"
    r"|replac|overwrit|assign|instead of (being )?(subtract|w\b)|[−-] ?η ?·?∇w|not subtracted|w/η|w(\^l)? ?/ ?η|1/η|decay"
    r"|penalty|λ|l2"
    r"|the step (alone|itself|only)|only the (step|change)|(change|step) .*(returned|alone)"
)
WRONG = [("BP4 2 3 4", LOST, "")]
ALSO = [("", LOST)]
