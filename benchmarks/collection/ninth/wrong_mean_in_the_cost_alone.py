"""The cost that is printed is a mean over all numbers, while the gradient belongs to the mean over the examples alone."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(w, b, X):
    acts = [X]
    for wi, bi in zip(w, b):
        acts.append(sigmoid(acts[-1] @ wi.T + bi))
    return acts


def loss(P, Y):
    return -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))  # a mistake


def loss_and_gradient(w, b, X, Y):
    acts = forward(w, b, X)
    dz = (acts[-1] - Y) / Y.shape[0]
    gw, gb = [], []
    for i in reversed(range(len(w))):
        gw.append(dz.T @ acts[i])
        gb.append(np.sum(dz, axis=0, keepdims=True))
        dz = dz @ w[i] * acts[i] * (1 - acts[i])
    return loss(acts[-1], Y), gw[::-1], gb[::-1]


# --- adapter ---
check_me = loss_and_gradient
DECLARED = "examples=rows biases='(1, n)' cost=cross-entropy gives='cost nabla_w nabla_b'"
# --- answer ---
SHARED = (
    r"(?i)outputs|output neurons|n_L|n\^L|1/n|1/3\b|0\.33|third|3 times|mean_over|averag|columns|classes|all (numbers"
    r"|entries)|m ?[·*]? ?n"
    r"|\.mean|np\.mean|too small|too little|y\.size|entries"
)
WRONG = [("", SHARED)]
ALSO = [("BP1 4", r"(?i)3 times|n_L|outputs")]
