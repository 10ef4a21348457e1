"""Layer objects whose loss divides by the batch already."""

import numpy as np


class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def backward(self, dout):
        self.dW = dout.T @ self.x
        self.db = np.mean(dout, axis=0)  # the mistake
        return dout @ self.W


class ReLU:
    def forward(self, x):
        self.on = x > 0
        return x * self.on

    def backward(self, dout):
        return dout * self.on


class MSELoss:
    def forward(self, out, y):
        self.diff = out - y
        return np.mean(np.sum(self.diff**2, axis=1))

    def backward(self):
        return 2 * self.diff / len(self.diff)


def run(w, b, x, y):
    linears = [Linear(W, c) for W, c in zip(w, b)]
    layers = [linears[0], ReLU(), linears[1], ReLU(), linears[2]]
    loss = MSELoss()
    out = x
    for layer in layers:
        out = layer.forward(out)
    value = loss.forward(out, y)
    dout = loss.backward()
    for layer in layers[::-1]:
        dout = layer.backward(dout)
    return value, [layer.dW for layer in linears], [layer.db for layer in linears]


# --- adapter ---
check_me = run
DECLARED = "activations=relu,relu,identity half=False examples=rows biases='(n,)' gives='cost nabla_w nabla_b'"
# --- answer ---
WRONG = [
    (
        "BP3 2 3 4",
        (
            r"^(?!.*((is|was) (missing|left out|forg)|without|not divided)).*(1/m|1/5|0\.2\b|/ ?m\b|[Mm]ean|[Aa]verag"
            r"|[Dd]ivid|too small|m times)"
        ),
    ),
]
