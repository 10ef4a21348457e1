"""The derivative of tanh is looked up as 1/cosh, and its square is lost."""

import numpy as np


def learn(W, b, X, Y):
    zs, hs = [], [X]
    for w, c in zip(W, b, strict=True):
        zs.append(w @ hs[-1] + c)
        hs.append(np.tanh(zs[-1]))
    hs[-1] = zs[-1]
    g = (hs[-1] - Y) / X.shape[1]
    dW, db = [], []
    for i in range(len(W) - 1, -1, -1):
        dW.insert(0, g @ hs[i].T)
        db.insert(0, g.sum(1, keepdims=True))
        if i:
            g = (W[i].T @ g) / np.cosh(zs[i - 1])  # a mistake
    return db, dW


# --- adapter ---
check_me = learn
DECLARED = "activations=tanh,tanh,identity"
# --- answer ---
WRONG = [("BP2 2 3", r"^(?!.*without).*(cosh|sech|√|sqrt|root|tanh)")]
