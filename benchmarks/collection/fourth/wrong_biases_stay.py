"""A step that only ever moves the weights: the line for the biases computes new ones and forgets to keep them."""

import numpy as np


def sgd(W, b, X, Y, lr):
    hs = [X]
    for w, c in zip(W, b, strict=True):
        hs.append(np.tanh(w @ hs[-1] + c))
    g = (hs[-1] - Y) * (1 - hs[-1] ** 2) / X.shape[1]
    W, b = list(W), list(b)
    for i in reversed(range(len(W))):
        below = (W[i].T @ g) * (1 - hs[i] ** 2)
        W[i] = W[i] - lr * g @ hs[i].T
        _ = b[i] - lr * g.sum(1, keepdims=True)  # a mistake
        g = below
    return W, b


# --- adapter ---
check_me = sgd
DECLARED = "activations=tanh takes='w b x y eta' gives='w b'"
# --- answer ---
WRONG = [("BP3 2 3 4", r"\b0\b|zero|not updated|not moved|unchanged|missing|left as|never|stay|no step")]
