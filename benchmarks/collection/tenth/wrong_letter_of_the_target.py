"""Momentum with an object that moves; in the notes y was the output and t the target, here y is the target."""

import numpy as np


class Momentum:
    def __init__(self, lr, mu):
        self.lr, self.mu = lr, mu

    def moved(self, value, velocity, gradient):
        velocity[...] = self.mu * velocity - self.lr * gradient
        return value + velocity


def update(W, c, V, u, X, y, lr, mu):
    opt, m = Momentum(lr, mu), len(X)
    h = 1 / (1 + np.exp(-X @ W[0] - c[0]))
    yhat = 1 / (1 + np.exp(-h @ W[1] - c[1]))
    out = (yhat - y) * y * (1 - y)  # the mistake: yhat * (1 − yhat)
    hid = out @ W[1].T * h * (1 - h)
    slopes_w = X.T @ hid / m, h.T @ out / m
    slopes_c = hid.mean(axis=0), out.mean(axis=0)
    return [opt.moved(*t) for t in zip(W, V, slopes_w)], [opt.moved(*t) for t in zip(c, u, slopes_c)]


# --- adapter ---
check_me = update
DECLARED = (
    "takes='w b velocity_w velocity_b x y eta momentum' gives='w b' examples=rows weights='(in, out)' biases='(n,)' "
    "activations=sigmoid,sigmoid"
)
# --- answer ---
WRONG = [
    (
        "BP1 3",
        r"\by(\^\S+)? ?[⊙*·×]? ?\(1 ?[−-] ?y|1 ?[−-] ?y|\by ?[−-] ?\(?y|(σ′|σ'|prime|slope|derivative)[^;]*(\by\b"
        r"|target|label|wanted)"
        r"|(?<![−-] )(\by|target|wanted)\b[^;−-]{0,12}(instead of|in place of|for|where) (a\b|a\^|the output|output)",
    )
]
