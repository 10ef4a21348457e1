"""w is shrunk first and then moved: w(1 − ηλ) − η∇w."""

import numpy as np


def shrink_and_move(w, b, x, y, lr):
    a1 = np.tanh(w[0] @ x + b[0])
    a2 = np.tanh(w[1] @ a1 + b[1])
    d2 = (a2 - y) * (1 - a2**2) / x.shape[1]
    d1 = (w[1].T @ d2) * (1 - a1**2)
    new_w = [W * (1 - lr * 0.25) - lr * g for W, g in zip(w, (d1 @ x.T, d2 @ a1.T))]
    return new_w, [c - lr * d.sum(1, keepdims=True) for c, d in zip(b, (d1, d2))]


# --- adapter ---
check_me = shrink_and_move
DECLARED = "takes='w b x y eta' gives='w b' activations=tanh,tanh l2=0.25"
# --- answer ---
WRONG = []
