"""An optimizer object with a velocity for every array, where the rate multiplies the velocity and not the gradient."""

import numpy as np


class SGD:
    def __init__(self, lr, momentum, velocity):
        self.lr, self.momentum, self.velocity = lr, momentum, velocity

    def step(self, params, grads):
        for i, (p, g) in enumerate(zip(params, grads)):
            self.velocity[i] = self.momentum * self.velocity[i] + g
            params[i] = p - self.lr * self.velocity[i]
        return params


def grads_of(ws, bs, X, T):
    hs = [X]
    for i, (w, b) in enumerate(zip(ws, bs)):
        u = hs[-1] @ w + b
        hs.append(u if i == len(ws) - 1 else np.maximum(u, 0))
    d = (hs[-1] - T) / X.shape[0]
    gw, gb = [], []
    for i in range(len(ws) - 1, -1, -1):
        gw.append(hs[i].T @ d)
        gb.append(d.sum(axis=0, keepdims=True))
        d = (d @ ws[i].T) * (hs[i] > 0)
    return gw[::-1] + gb[::-1]


# --- adapter ---
def check_me(w, b, vw, vb, x, y, eta, mu):
    new = SGD(eta, mu, [*vw, *vb]).step([*w, *b], grads_of(w, b, x, y))
    return new[: len(w)], new[len(w) :]


DECLARED = (
    "takes='w b velocity_w velocity_b x y eta momentum' gives='w b' examples=rows weights='(in, out)' biases='(1, n)'"
    " activations=relu,relu,identity"
)
# --- answer ---
WRONG = []
