"""Dropout with the masks drawn outside: each hidden layer is multiplied by its mask on both ways."""

import numpy as np


class DropNet:
    def __init__(self, W, b, masks):
        self.W, self.b, self.masks = W, b, masks
        self.depth = len(W)

    def predict(self, X):
        self.kept, self.pre = [X], []
        for i in range(self.depth):
            self.pre.append(self.kept[-1] @ self.W[i] + self.b[i])
            if i < self.depth - 1:
                self.kept.append(np.tanh(self.pre[-1]) * self.masks[i])
        e = np.exp(self.pre[-1] - self.pre[-1].max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def gradient(self, X, Y):
        D = (self.predict(X) - Y) / len(X)
        out = []
        for i in range(self.depth - 1, -1, -1):
            out.append((self.kept[i].T @ D, D.sum(axis=0, keepdims=True)))
            if i:
                D = (D @ self.W[i].T) * self.masks[i - 1] * (1 - np.tanh(self.pre[i - 1]) ** 2)
        gW, gb = zip(*out[::-1])
        return list(gW), list(gb)


# --- adapter ---
def check_me(w, b, x, y, mask):
    return DropNet(w, b, mask).gradient(x, y)


DECLARED = (
    "takes='w b x y mask' gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(1, n)'"
    " activations=tanh,tanh,softmax cost=categorical-cross-entropy"
)
# --- answer ---
WRONG = []
