"""An online lesson's class: `train` goes back through the layers and adjusts each as soon as its error is known."""

import numpy as np


class Brain:
    def __init__(self, weights, biases, rate):
        self.weights = [np.array(weight) for weight in weights]
        self.biases = [np.array(bias) for bias in biases]
        self.rate = rate

    def guess(self, inputs):
        self.seen = [inputs]
        for weight, bias in zip(self.weights, self.biases):
            self.seen.append(1 / (1 + np.exp(-(self.seen[-1] @ weight + bias))))
        return self.seen[-1]

    def train(self, inputs, answers):
        gradient = (self.guess(inputs) - answers) / len(inputs)
        for n in range(len(self.weights) - 1, -1, -1):
            gradient = gradient * self.seen[n + 1] * (1 - self.seen[n + 1])
            self.weights[n] -= self.rate * self.seen[n].T @ gradient  # the mistake: it is needed once more below
            self.biases[n] -= self.rate * gradient.sum(axis=0)
            gradient = gradient @ self.weights[n].T
        return self.weights, self.biases


# --- adapter ---
def check_me(x, y, w, b, eta):
    return Brain(w, b, eta).train(x, y)


DECLARED = "takes='x y w b eta' gives='w b' examples=rows weights='(in, out)' biases='(n,)'"
# --- answer ---
UPDATED = (
    r"[Uu]pdat|already|after (the|its|their|a) step|\bnew\b|newer|on the way|stepped|adjusted|changed"
    r"|moved|too (early|soon)"
    r"|w\S{0,8} ?[-−+] ?η|before (the |being )?(error|δ|delta|it|they|sen[dt]|going|used|lower)|[Ss]tep|η ?∇|return"
)
WRONG = [
    ("BP2 2 3", UPDATED, ""),
]
ALSO = [("BP4 2 3 4", UPDATED), ("BP3 2 3 4", UPDATED)]
