"""The residual is subtracted in place, so that the output is gone when its slope is asked for."""

import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


class Net:
    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases

    def feedforward(self, x):
        self.A = [x]
        for w, b in zip(self.weights, self.biases):
            self.A.append(sigmoid(np.dot(w, self.A[-1]) + b))

    def backprop(self, x, y):
        self.feedforward(x)
        delta = self.A[-1]
        delta -= y  # a mistake
        delta = delta * self.A[-1] * (1 - self.A[-1])
        gb, gw = [delta.mean(axis=1, keepdims=True)], [np.dot(delta, self.A[-2].T) / x.shape[1]]
        for l in range(2, len(self.A)):
            delta = np.dot(self.weights[-l + 1].T, delta) * self.A[-l] * (1 - self.A[-l])
            gb.insert(0, delta.mean(axis=1, keepdims=True))
            gw.insert(0, np.dot(delta, self.A[-l - 1].T) / x.shape[1])
        return gb, gw


# --- adapter ---
check_me = lambda w, b, x, y: Net(w, b).backprop(x, y)
DECLARED = ""
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"(?i)overwrit|overwrote|in.?place|residual|aliased|difference|1 ?[−-] ?\(?(a(\^(L|4))? ?[−-] ?y|r\b)"
        r"|1 ?[−-] ?a(\^(L|4))? ?\+ ?y|\(a(\^(L|4))? ?[−-] ?y\) ?(²|\^2|\*\*2|\(1|squared)|r²|r\^2"
        r"|a(\^(L|4))? ?[−-] ?y\)? (for|instead|in place|rather|as|where)|σ′ (of|at|from|with|is|was|as).*a(\^(L"
        r"|4))? ?[−-] ?y",
    )
]
