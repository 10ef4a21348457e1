"""The first step of a momentum that is dampened: v = μv + (1 − μ)g, where the declared rule has g."""

import numpy as np


def step(w, b, vw, vb, x, y, lr, mu):
    h = np.tanh(w[0] @ x + b[0])
    o = np.tanh(w[1] @ h + b[1])
    d2 = (o - y) * (1 - o * o) / x.shape[1]
    d1 = (w[1].T @ d2) * (1 - h * h)
    for k, (d, a) in enumerate(((d1, x), (d2, h))):
        vw[k] = mu * vw[k] + (1 - mu) * d @ a.T  # the mistake
        vb[k] = mu * vb[k] + (1 - mu) * d.sum(1, keepdims=True)  # the mistake
    return [p - lr * v for p, v in zip(w, vw)], [p - lr * v for p, v in zip(b, vb)]


# --- adapter ---
check_me = step
DECLARED = "takes='w b velocity_w velocity_b x y eta momentum' gives='w b' activations=tanh,tanh momentum=0.75"
# --- answer ---
WRONG = [("", "times (1/4|1 − μ)")]
