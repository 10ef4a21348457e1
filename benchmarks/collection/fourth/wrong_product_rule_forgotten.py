"""The derivative of z·σ(z) by the product rule, of which the second term is z·σ(z) where it is z·σ(z)(1 − σ(z))."""

import numpy as np


class Silu:
    def forward(self, z):
        self.z, self.s = z, 1 / (1 + np.exp(-z))
        return z * self.s

    def backward(self, grad):
        return grad * (self.s + self.z * self.s)  # a mistake


class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return self.W @ x + self.b

    def backward(self, grad):
        self.dW, self.db = np.outer(grad, self.x), grad
        return self.W.T @ grad


def run(W, b, x, y):
    linears = [Linear(w, c) for w, c in zip(W, b, strict=True)]
    chain = [linears[0]]
    for linear in linears[1:]:
        chain += [Silu(), linear]
    for part in chain:
        x = part.forward(x)
    grad = x - y
    for part in reversed(chain):
        grad = part.backward(grad)
    return [linear.db for linear in linears], [linear.dW for linear in linears]


# --- adapter ---
check_me = run
DECLARED = "activations=silu,silu,identity examples=vector biases='(n,)'"
# --- answer ---
WRONG = [("BP2 2 3", r"^(?!.*(without|twice)).*(product rule|silu|swish|1 [−-] σ|z ?[⊙·]? ?σ\(|second term)")]
