"""The velocity takes in η times the gradient, and the step multiplies the velocity by η again."""

import numpy as np


def momentum_step(W, b, vW, vb, X, Y, lr, mu):
    hs = [X]
    for w, c in zip(W, b, strict=True):
        hs.append(np.logaddexp(0, hs[-1] @ w + c))
    g = (hs[-1] - Y) / len(X)
    new_w, new_b = [], []
    for i in range(len(W) - 1, -1, -1):
        g = g * (1 - np.exp(-hs[i + 1]))
        velocity_w = mu * vW[i] - lr * hs[i].T @ g
        velocity_b = mu * vb[i] - lr * g.sum(0)
        new_w.insert(0, W[i] + lr * velocity_w)  # a mistake
        new_b.insert(0, b[i] + lr * velocity_b)  # a mistake
        g = g @ W[i].T
    return new_w, new_b


# --- adapter ---
check_me = momentum_step
DECLARED = (
    "activations=softplus examples=rows weights='(in, out)' biases='(n,)'"
    " takes='w b velocity_w velocity_b x y eta momentum' gives='w b'"
)
# --- answer ---
WRONG = [("", r"η|eta|learning rate")]
