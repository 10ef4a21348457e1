"""The weights of the examples are in the cost that is reported, and not in the gradient."""

import numpy as np


def weighted(w, b, X, Y, s):
    m = X.shape[1]
    a1 = np.tanh(w[0] @ X + b[0])
    a2 = 1 / (1 + np.exp(-(w[1] @ a1 + b[1])))
    cost = -np.sum(s * (Y * np.log(a2) + (1 - Y) * np.log(1 - a2))) / m
    d2 = (a2 - Y) / m  # the mistake
    d1 = (w[1].T @ d2) * (1 - a1**2)
    return cost, [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ X.T, d2 @ a1.T]


# --- adapter ---
check_me = weighted
DECLARED = "takes='w b x y weights_of_examples' gives='cost nabla_b nabla_w' activations=tanh,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [("BP1 3", "weights of (the|its) examples")]
