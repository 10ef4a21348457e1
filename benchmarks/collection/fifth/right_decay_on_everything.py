"""All parameters are decayed, the biases too, as an optimizer does that is told of one weight_decay only."""

import numpy as np

DECAY = 0.375


def loss_gradients(w, b, x, y):
    m = x.shape[1]
    h = np.tanh(w[0] @ x + b[0])
    o = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
    d1 = (o - y) * o * (1 - o) / m
    d0 = (w[1].T @ d1) * (1 - h**2)
    grads_w = [d0 @ x.T, d1 @ h.T]
    grads_b = [d0.sum(1, keepdims=True), d1.sum(1, keepdims=True)]
    for grads, values in ((grads_w, w), (grads_b, b)):
        for g, v in zip(grads, values):
            g += DECAY * v
    return grads_b, grads_w


# --- adapter ---
check_me = loss_gradients
DECLARED = "activations=tanh,sigmoid l2=0.375 l2_on_biases=True"
# --- answer ---
WRONG = []
