"""What is kept for the gradient of the next weights is the activation from before its mask."""

import numpy as np


class DropoutNet:
    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases

    def forward(self, x, masks):
        self.cache = [x]
        a = x
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            a = np.tanh(w @ a + b)
            self.cache.append(a)  # a mistake
            if i < len(masks):
                a = a * masks[i]
        return a

    def gradient(self, x, y, masks):
        g = (self.forward(x, masks) - y) / x.shape[1]
        gb, gw = [], []
        for i in range(len(self.weights))[::-1]:
            if i < len(masks):
                g = g * masks[i]
            g = g * (1 - self.cache[i + 1] ** 2)
            gb.insert(0, g.sum(axis=1, keepdims=True))
            gw.insert(0, g @ self.cache[i].T)
            g = self.weights[i].T @ g
        return gb, gw


# --- adapter ---
check_me = lambda w, b, x, y, mask: DropoutNet(w, b).gradient(x, y, mask)
DECLARED = "takes='w b x y mask' activations=tanh"
# --- answer ---
WRONG = [("BP4 3 4", r"(?i)mask|drop(?!s the)|undropped|thinned|switched off")]
