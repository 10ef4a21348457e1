"""The mask, whose numbers are 0 and 2, multiplies the gradient twice on the way back."""

import numpy as np


def twice_masked(w, b, X, Y, masks):
    h = np.tanh(w[0] @ X + b[0])
    o = w[1] @ (h * masks[0]) + b[1]
    d2 = (o - Y) / X.shape[1]
    back = (w[1].T @ d2) * masks[0]
    d1 = back * masks[0] * (1 - h * h)  # the mistake
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ X.T, d2 @ (h * masks[0]).T]


# --- adapter ---
check_me = twice_masked
DECLARED = "takes='w b x y mask' activations=tanh,identity"
# --- answer ---
WRONG = [("BP2 2", "mask|2 times")]
