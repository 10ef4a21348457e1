"""A module that adds to its gradients, as a framework does, and a training loop that never zeroes them."""

import numpy as np


class Parameter:
    def __init__(self):
        self.data, self.grad = None, None

    def accumulate(self, g):
        self.grad = g if self.grad is None or self.grad.shape != g.shape else self.grad + g


class Model:
    def __init__(self, depth):
        self.w = [Parameter() for _ in range(depth)]
        self.b = [Parameter() for _ in range(depth)]

    def forward(self, x):
        self.acts = [x]
        for w, b in zip(self.w, self.b):
            self.acts.append(np.tanh(self.acts[-1] @ w.data.T + b.data))
        return self.acts[-1]

    def backward(self, g):
        for i in reversed(range(len(self.w))):
            g = g * (1 - self.acts[i + 1] ** 2)
            self.w[i].accumulate(g.T @ self.acts[i])  # the mistake: no zero_grad anywhere
            self.b[i].accumulate(g.sum(axis=0))
            g = g @ self.w[i].data


MODEL = Model(2)


# --- adapter ---
def check_me(w, b, x, y):
    for p, v in zip(MODEL.w + MODEL.b, w + b):
        p.data = v
    MODEL.backward((MODEL.forward(x) - y) / len(x))
    return [p.grad for p in MODEL.w], [p.grad for p in MODEL.b]


DECLARED = "examples=rows biases='(n,)' gives='nabla_w nabla_b' activations=tanh,tanh"
# --- answer ---
WRONG = [("", r"add(s|ed)? up|accumulat|zero|(call|run) (to|before)|previous call|earlier call|calls")]
