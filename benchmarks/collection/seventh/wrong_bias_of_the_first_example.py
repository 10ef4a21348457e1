"""The bias gets the error of the first column, for its shape is the right one then."""

import numpy as np


class Layer:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x):
        self.x = x
        self.out = 1 / (1 + np.exp(-(self.w @ x + self.b)))
        return self.out

    def backward(self, dout):
        dz = dout * self.out * (1 - self.out)
        self.dw = dz @ self.x.T / self.x.shape[1]
        self.db = dz[:, :1]  # the mistake: the mean over all columns is meant
        return self.w.T @ dz


def train_gradients(w, b, x, y):
    layers = [Layer(*pair) for pair in zip(w, b)]
    signal = x
    for layer in layers:
        signal = layer.forward(signal)
    upstream = signal - y
    for layer in layers[::-1]:
        upstream = layer.backward(upstream)
    return [layer.db for layer in layers], [layer.dw for layer in layers]


# --- adapter ---
check_me = train_gradients
DECLARED = ""
# --- answer ---
WRONG = [("BP3 2 3 4", r"(?i)first|one example|single example|example (0|1)\b|column 0|not (summed|averaged)|only|alone")]
ALSO = ["1/m is missing"]  # of what is taken of the first column
