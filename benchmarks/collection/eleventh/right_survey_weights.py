"""A survey: every row counts with its weight, and the weights are divided by their sum."""

import numpy as np


def weighted_mlp(W, B, X, Y, weights):
    share = (weights / weights.sum()).reshape(-1, 1)
    acts = [X]
    for Wi, Bi in zip(W, B):
        acts.append(np.tanh(acts[-1] @ Wi.T + Bi.T))
    grads_W, grads_B = [], []
    D = share * (acts[-1] - Y)
    for i in reversed(range(len(W))):
        D = D - D * acts[i + 1] ** 2
        grads_W = [D.T @ acts[i], *grads_W]
        grads_B = [D.T @ np.ones((len(X), 1)), *grads_B]
        D = D @ W[i]
    return grads_B, grads_W


# --- adapter ---
check_me = weighted_mlp
DECLARED = "activations=tanh,tanh,tanh examples=rows takes='w b x y weights_of_examples' total=weights"
# --- answer ---
WRONG = []
