"""A port of a script that counts classes from 1 and has the intercepts in the first column; single precision throughout."""

import numpy as np


def indicator(cl, k):
    out = np.zeros((len(cl), k), dtype=np.float32)
    for i, c in enumerate(cl):
        out[i, c - 1] = 1
    return out


def nnet_gradient(A, B, X, cl):
    one = np.ones((X.shape[0], 1), dtype=np.float32)
    x1 = np.concatenate([one, X], axis=1)
    hidden = np.tanh(x1 @ A.T)
    h1 = np.concatenate([one, hidden], axis=1)
    eta = h1 @ B.T
    eta = eta - np.max(eta, axis=1, keepdims=True)
    prob = np.exp(eta)
    prob = prob / np.sum(prob, axis=1, keepdims=True)
    resid = (prob - indicator(cl, prob.shape[1])) / np.float32(len(cl))
    back = (resid @ B[:, 1:]) * (1 - hidden**2)
    return back.T @ x1, resid.T @ h1


# --- adapter ---
def check_me(w, x, y):
    return list(nnet_gradient(w[0], w[1], x, y))


DECLARED = (
    "takes='w x y' gives=nabla_w biases='first column' examples=rows targets='classes from 1' dtype=float32"
    " activations=tanh,softmax cost=categorical-cross-entropy"
)
# --- answer ---
WRONG = []
